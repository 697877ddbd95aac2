import { CatalogError } from '../problems/problem.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { oneOf, suggestion } from '../problems/suggest.js';

/** Where catalogs are looked for unless the plugin's options say otherwise. */
export const CATALOGS = '**/config.ts';

const CALL = /\bdefineCatalog\s*[(<]/g;

/** Options of the plugin in nx.json. */
export interface PluginOptions {
  /** A glob of the files that may be catalogs, relative to the workspace root. */
  readonly catalogs?: string;
}

/**
 * The glob of the files that may be catalogs, relative to the workspace root.
 *
 * @param options the plugin's options as they stand in nx.json
 * @throws {CatalogError} where one is unknown, or is no glob
 */
export function catalogsGlob(options: unknown): string {
  if (options === undefined) return CATALOGS;
  const path = 'plugins: nx-experiments/plugin: options';
  const refuse = (below: string, wrong: string, mend: string) =>
    new CatalogError([{ file: 'nx.json', path: `${path}${below}`, wrong, mend }]);
  if (!isPlainObject(options)) throw refuse('', `is ${showValue(options)}`, 'give { catalogs }');
  const unknown = Object.keys(options).find((key) => key !== 'catalogs');
  if (unknown !== undefined) {
    const wrong = `is no option of the plugin${suggestion(unknown, ['catalogs'])}`;
    throw refuse(`.${unknown}`, wrong, oneOf(['catalogs']));
  }
  const { catalogs = CATALOGS } = options;
  if (typeof catalogs === 'string' && catalogs !== '') return catalogs;
  throw refuse('.catalogs', `is ${showValue(catalogs)}`, "give a glob, such as 'studies/*.ts'");
}

/**
 * Whether a file calls `defineCatalog`, judged by its text: other people's `config.ts` are never run.
 *
 * @param file decides the language by its extension
 */
export async function isCatalog(file: string, text: string): Promise<boolean> {
  const calls = [...text.matchAll(CALL)];
  if (calls.length === 0) return false;
  if (calls.some(({ index }) => isSurelyCode(text, index))) return true;
  const { parseSync } = await import('oxc-parser');
  const { comments, errors } = parseSync(file, text);
  // With a syntax error there is no telling; whoever writes a catalog wants to see the error.
  if (errors.length > 0) return true;
  const code = comments.reduceRight(
    (left, { start, end }) => left.slice(0, start) + left.slice(end),
    text,
  );
  return code.search(CALL) !== -1;
}

/** The catalogs among files, sorted. */
export async function catalogsAmong(
  files: readonly string[],
  read: (file: string) => string | undefined,
): Promise<readonly string[]> {
  const judged = await Promise.all(
    files.map(async (file) => {
      try {
        return (await isCatalog(file, read(file) ?? '')) ? [file] : [];
      } catch {
        // It is there and cannot be read; loading it says why.
        return [file];
      }
    }),
  );
  return judged.flat().sort();
}

/**
 * Whether a place is in no comment, as far as that can be seen without parsing: nothing before it in
 * its line begins one, and whatever may have begun one earlier is followed by an end.
 */
function isSurelyCode(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  const before = text.slice(0, at);
  const start = before.lastIndexOf('/*');
  return !line.includes('//') && (start === -1 || before.lastIndexOf('*/') >= start + 2);
}
