import { parseSync } from 'oxc-parser';
import { isNode, literal, type Node } from '../modules/syntax.js';

/** What every evaluation of a module has, and what says the same each time. */
const GLOBALS = new Set([
  ...['undefined', 'NaN', 'Infinity', 'Array', 'Object', 'String', 'Number', 'Boolean', 'BigInt'],
  ...['Symbol', 'Map', 'Set', 'JSON', 'RegExp', 'Error', 'TypeError', 'RangeError', 'parseInt'],
  ...['parseFloat', 'isNaN', 'isFinite', 'encodeURIComponent', 'decodeURIComponent'],
]);

/** What a module cannot name without maybe getting at all else that there is. */
const WAYS_OUT = new Set(['constructor', '__proto__', 'prepareStackTrace']);

/** Syntax that asks for more than values: of the module, of its caller, of what is loaded later. */
const REFUSED = new Set([
  ...['ThisExpression', 'MetaProperty', 'ImportExpression', 'WithStatement', 'AwaitExpression'],
  ...['ForOfStatement:await', 'Decorator', 'TSEnumDeclaration', 'TSModuleDeclaration'],
  ...['TSImportEqualsDeclaration', 'TSExportAssignment', 'TSParameterProperty'],
]);

/** What TypeScript adds to a value. */
const TYPED = new Set([
  ...['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion'],
  'TSInstantiationExpression',
]);

/** What may be imported of this package: `glob` looks at the disk. */
const OURS = new Set(['defineCatalog', 'dimension', 'replicates']);

/**
 * Whether what a module exports follows from its text and from the local modules that it imports, each time
 * and everywhere: it names nothing by which it could read a file, the environment, a clock or anything
 * else. Where that is in doubt, it does not.
 *
 * @param file decides the language by its extension
 */
export function isSteady(file: string, text: string): boolean {
  if (file.endsWith('.json')) return true;
  if (!/\.m?[jt]s$/.test(file)) return false;
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) return false;
  const declared = new Set<string>();
  const named = new Set<string>();
  return (
    visit(program, declared, named) &&
    // By the name of something global, one cannot tell which of the two is meant.
    [...declared].every((name) => !(name in globalThis) && !WRAPPED.has(name)) &&
    [...named].every((name) => declared.has(name) || GLOBALS.has(name))
  );
}

/** What the loader gives to a module as its own variables. */
const WRAPPED = new Set([
  ...['arguments', 'eval', 'exports', 'require', 'module', '__filename', '__dirname'],
  ...['jitiImport', 'jitiESMResolve'],
]);

/** Collects names; false where something stands there by which more could be reached. */
function visit(value: unknown, declared: Set<string>, named: Set<string>): boolean {
  if (Array.isArray(value)) return value.every((one) => visit(one, declared, named));
  if (!isNode(value)) return true;
  const node: Node = value;
  const { type } = node;
  if (REFUSED.has(type) || node.await === true) return false;
  if (TYPED.has(type)) return visit(node.expression, declared, named);
  // Types are gone when it runs.
  if (type.startsWith('TS')) return true;
  if (type === 'Identifier') {
    named.add(String(node.name));
    return true;
  }
  if (type === 'ImportDeclaration') return visitImport(node, declared);
  if (type === 'ExportAllDeclaration' || (type === 'ExportNamedDeclaration' && node.source))
    return node.exportKind === 'type' || isLocalPath(node.source);
  if (type === 'ExportSpecifier') return visit(node.local, declared, named);
  if (type === 'MemberExpression') {
    const property = node.computed ? literal(node.property) : nameIn(node.property);
    if (property !== undefined && WAYS_OUT.has(property)) return false;
    if (nameIn(node.object) === 'Math' && !declared.has('Math'))
      return property !== undefined && property !== 'random';
    return (
      visit(node.object, declared, named) &&
      (!node.computed || visit(node.property, declared, named))
    );
  }
  if (
    type === 'Property' ||
    type === 'MethodDefinition' ||
    type === 'PropertyDefinition' ||
    type === 'AccessorProperty'
  ) {
    const key = node.computed ? literal(node.key) : nameIn(node.key);
    if (key !== undefined && WAYS_OUT.has(key) && type === 'Property') return false;
    return (
      (!node.computed || visit(node.key, declared, named)) && visit(node.value, declared, named)
    );
  }
  if (type === 'LabeledStatement') return visit(node.body, declared, named);
  if (type === 'BreakStatement' || type === 'ContinueStatement') return true;
  for (const bound of [node.id, node.params, node.param]) bind(bound, declared);
  for (const key in node) if (!visit(node[key], declared, named)) return false;
  return true;
}

/** The names that patterns declare. */
function bind(value: unknown, declared: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) bind(one, declared);
  if (!isNode(value)) return;
  if (value.type === 'Identifier') declared.add(String(value.name));
  else if (value.type === 'ObjectPattern') bind(value.properties, declared);
  else if (value.type === 'ArrayPattern') bind(value.elements, declared);
  else if (value.type === 'Property') bind(value.value, declared);
  else if (value.type === 'AssignmentPattern') bind(value.left, declared);
  else if (value.type === 'RestElement') bind(value.argument, declared);
}

function visitImport(node: Node, declared: Set<string>): boolean {
  if (node.importKind === 'type') return true;
  const specifiers = node.specifiers as readonly Node[];
  for (const { local } of specifiers) bind(local, declared);
  if (isLocalPath(node.source)) return true;
  return (
    literal(node.source) === 'nx-experiments' &&
    specifiers.every(
      (one) =>
        one.importKind === 'type' ||
        (one.type === 'ImportSpecifier' && OURS.has(nameIn(one.imported) ?? '')),
    )
  );
}

function isLocalPath(source: unknown): boolean {
  return /^\.{1,2}\//.test(literal(source) ?? '');
}

/** The name of an identifier, or the text of a literal. */
function nameIn(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  return node.type === 'Identifier' ? String(node.name) : literal(node);
}
