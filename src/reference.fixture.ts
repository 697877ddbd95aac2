import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const NOTE = '<!-- Made by `npm run reference` from the types and schemas; a test compares it. -->';

/** A field of a type, with what its comment says. */
export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly about: string;
}

/** The fields of a type in `src/catalog/define.ts`, as they stand there. */
export function fieldsOf(type: string): readonly Field[] {
  const file = `${ROOT}src/catalog/define.ts`;
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const declared = source.statements.find(
    (statement): statement is ts.TypeAliasDeclaration | ts.InterfaceDeclaration =>
      (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) &&
      statement.name.text === type,
  );
  const fields: Field[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node)) {
      const about = ts
        .getJSDocCommentsAndTags(node)
        .map(({ comment }) => ts.getTextOfJSDocComment(comment));
      // `command?: never` of a task with `run` is none of its fields.
      if (about.length > 0)
        fields.push({
          name: node.name.getText(),
          required: node.questionToken === undefined,
          about: about.join(' ').replaceAll(/\s+/g, ' '),
        });
    } else ts.forEachChild(node, visit);
  };
  if (declared !== undefined) ts.forEachChild(declared, visit);
  if (fields.length === 0) throw new Error(`${file} has no type ${type} with fields`);
  return fields;
}

/** What is said of a field: an example of it, and what setting it in a study that is done runs again. */
export interface Said extends Field {
  readonly example: string;
  readonly effect: string;
}

export function catalogPage(
  parts: readonly { readonly title: string; readonly fields: readonly Said[] }[],
): string {
  const tables = parts.map(({ title, fields }) =>
    [
      `## ${title}\n`,
      '| field | what it is | for example | set in a study that is done |',
      '| --- | --- | --- | --- |',
      ...fields.map(
        ({ name, required, about, example, effect }) =>
          `| \`${name}\`${required && name !== 'run' && name !== 'command' ? ', required' : ''} | ${cell(about)} | \`${cell(example)}\` | ${effect} |`,
      ),
    ].join('\n'),
  );
  return `${NOTE}

# Every field of a catalog

[The catalog](../catalog.md) explains them. The last column is what a run would execute of what is done, once the field
stands in a catalog as in the example: it was found by asking for the hashes before and after. What needs a
result that has changed runs, too. A task has one of \`run\` and \`command\`.

${tables.join('\n\n')}
`;
}

interface Schema {
  readonly description: string;
  readonly examples?: readonly { readonly command: string; readonly description: string }[];
  readonly properties: { readonly [name: string]: Option };
  readonly required?: readonly string[];
}

interface Option {
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly description: string;
  readonly $default?: { readonly $source: string };
}

/** A page with every generator and its options. */
export function generatorsPage(): string {
  const read = (path: string) => JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8'));
  const { generators } = read('generators.json') as {
    generators: { [name: string]: { schema: string; hidden?: boolean } };
  };
  const parts = Object.entries(generators).map(([name, { schema }]) => {
    const {
      description,
      examples = [],
      properties,
      required = [],
    } = read(schema.replace('./dist/', '')) as Schema;
    const options = Object.entries(properties).map(([option, about]) => {
      const given = about.$default?.$source === 'argv' ? `\`<${option}>\`` : `\`--${option}\``;
      const values = about.enum?.map((value) => `\`${value}\``).join(', ');
      const without =
        about.default === undefined ? '' : ` By default \`${JSON.stringify(about.default)}\`.`;
      return `| ${given}${required.includes(option) ? ', required' : ''} | ${cell(about.description)}${values ? ` One of ${values}.` : ''}${without} |`;
    });
    return [
      `## ${name}\n`,
      description,
      ...(examples.length > 0 ? ['\n```sh'] : []),
      ...examples.map(({ command, description: what }) => `${command}   # ${what}`),
      ...(examples.length > 0 ? ['```'] : []),
      ...(options.length > 0 ? ['\n| option | |', '| --- | --- |', ...options] : []),
    ].join('\n');
  });
  return `${NOTE}

# Every generator and its options

\`nx g nx-experiments:<generator>\`; without \`nx-experiments:\` where no other plugin has one of that name. All of them
take \`--dry-run\`, ask for what is missing when run by hand, and end with the lock in step.

${parts.join('\n\n')}
`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
