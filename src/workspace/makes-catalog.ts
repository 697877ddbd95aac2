import { parseSync } from 'oxc-parser';
import { isNode, literal, type Node } from '../modules/syntax.js';

const PACKAGE = 'nx-experiments';

/** What a name stands for: an export of a module, or `*` for all of it. */
interface Imported {
  readonly specifier: string;
  readonly name: string;
}

/**
 * Whether a module makes a catalog, judged by its syntax: it calls a `defineCatalog` that comes from
 * nx-experiments, also by way of a local module, or its default export comes from such a module. A
 * `defineCatalog` that nothing declares counts: whoever forgot its import wants to see the error.
 *
 * @param file decides the language by its extension
 * @param leadsHere whether a module that it imports is a local one that uses nx-experiments
 * @returns undefined where a syntax error leaves it open
 */
export function makesCatalog(
  file: string,
  text: string,
  leadsHere: (specifier: string) => boolean,
): boolean | undefined {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) return undefined;
  const nodes = nodesIn(program);
  const declared = new Set<string>();
  const imported = new Map<string, Imported>();
  /** What variables hold, to follow a default export that is one of them. */
  const held = new Map<string, unknown>();
  for (const node of nodes) {
    if (node.type === 'ImportDeclaration') bindImports(node, imported);
    else if (node.type === 'TSImportEqualsDeclaration') {
      const { id, moduleReference } = node as unknown as { id: Node; moduleReference: Node };
      const specifier = literal(moduleReference.expression);
      if (specifier !== undefined) imported.set(String(id.name), { specifier, name: '*' });
    } else if (node.type === 'VariableDeclarator') {
      bindVariable(node, imported);
      if (isNode(node.id) && node.id.type === 'Identifier')
        held.set(String(node.id.name), node.init);
    }
    if (/^(?:VariableDeclarator|Class|.*Function|Import.*Specifier|TSImportEquals)/.test(node.type))
      for (const { name } of nodesIn([node.id, node.params, node.local]))
        declared.add(String(name));
  }

  const isDefine = (callee: unknown): boolean => {
    const found = importOf(callee, imported);
    if (found !== undefined)
      return (
        found.name === 'defineCatalog' &&
        (found.specifier === PACKAGE || leadsHere(found.specifier))
      );
    const name = isNode(callee) && callee.type === 'Identifier' ? callee.name : undefined;
    return name === 'defineCatalog' && !declared.has('defineCatalog');
  };
  const comesFromHelper = (value: unknown, depth = 0): boolean => {
    const node = bare(value);
    if (node === undefined || depth > 5) return false;
    const found = importOf(node, imported);
    if (found !== undefined) return leadsHere(found.specifier);
    if (node.type === 'CallExpression') return comesFromHelper(node.callee, depth + 1);
    return node.type === 'Identifier' && comesFromHelper(held.get(String(node.name)), depth + 1);
  };
  return nodes.some(
    (node) =>
      (node.type === 'CallExpression' && isDefine(bare(node.callee))) ||
      defaultsOf(node).some((value) => comesFromHelper(value)) ||
      (node.type === 'ExportNamedDeclaration' &&
        exportsDefault(node) &&
        leadsHere(literal(node.source) ?? '')),
  );
}

/** All nodes in a piece of syntax, itself first. */
function nodesIn(syntax: unknown): readonly Node[] {
  const found: Node[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) visit(one);
    if (!isNode(value)) return;
    found.push(value);
    for (const key in value) visit(value[key]);
  };
  visit(syntax);
  return found;
}

function bindImports(node: Node, imported: Map<string, Imported>): void {
  const specifier = literal(node.source) ?? '';
  for (const one of node.specifiers as Node[]) {
    const name =
      one.type === 'ImportSpecifier'
        ? keyName(one.imported)
        : one.type === 'ImportDefaultSpecifier'
          ? 'default'
          : '*';
    imported.set(String((one.local as Node).name), { specifier, name });
  }
}

/** `const x = require(…)`, `const { x: y } = await import(…)`, `const x = y` of an import `y`. */
function bindVariable({ id, init }: Node, imported: Map<string, Imported>): void {
  const from = importOf(init, imported);
  if (from === undefined || !isNode(id)) return;
  if (id.type === 'Identifier') imported.set(String(id.name), from);
  if (id.type !== 'ObjectPattern') return;
  for (const { key, value } of id.properties as Node[])
    if (isNode(value) && value.type === 'Identifier')
      imported.set(String(value.name), { specifier: from.specifier, name: keyName(key) });
}

/** The import that an expression is, if it is one. */
function importOf(value: unknown, imported: ReadonlyMap<string, Imported>): Imported | undefined {
  const node = bare(value);
  if (node?.type === 'Identifier') return imported.get(String(node.name));
  if (node?.type === 'MemberExpression') {
    const from = importOf(node.object, imported);
    return from && { specifier: from.specifier, name: keyName(node.property) };
  }
  const specifier =
    node?.type === 'ImportExpression'
      ? literal(node.source)
      : node?.type === 'CallExpression' && keyName(node.callee) === 'require'
        ? literal((node.arguments as unknown[])[0])
        : undefined;
  return specifier === undefined ? undefined : { specifier, name: '*' };
}

const AROUND = new Set([
  'AwaitExpression',
  'ChainExpression',
  'ParenthesizedExpression',
  'TSAsExpression',
  'TSInstantiationExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
]);

/** An expression without types, parentheses and `await` around it. */
function bare(value: unknown): Node | undefined {
  if (!isNode(value)) return undefined;
  return AROUND.has(value.type) ? bare(value.expression ?? value.argument) : value;
}

function keyName(node: unknown): string {
  return literal(node) ?? (isNode(node) ? String(node.name) : '');
}

/** What a statement exports as the module's default. */
function defaultsOf(node: Node): readonly unknown[] {
  if (node.type === 'ExportDefaultDeclaration') return [node.declaration];
  if (node.type === 'TSExportAssignment') return [node.expression];
  if (node.type === 'ExportNamedDeclaration' && node.source === null)
    return (node.specifiers as Node[])
      .filter(({ exported }) => keyName(exported) === 'default')
      .map(({ local }) => local);
  if (node.type !== 'AssignmentExpression') return [];
  const { object, property } = node.left as Node;
  const isDefault =
    (keyName(object) === 'module' && keyName(property) === 'exports') ||
    (keyName(object) === 'exports' && keyName(property) === 'default');
  return isDefault ? [node.right] : [];
}

/** `export { default } from …`, `export { x as default } from …`. */
function exportsDefault(node: Node): boolean {
  return (
    node.source !== null &&
    (node.specifiers as Node[]).some(({ exported }) => keyName(exported) === 'default')
  );
}
