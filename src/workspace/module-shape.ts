import { parseSync } from 'oxc-parser';
import { isNode, literal, type Node } from '../modules/syntax.js';

/** What a name stands for: an export of a module, or `*` for all of it. */
export interface Imported {
  readonly specifier: string;
  readonly name: string;
}

/** What a module imports, declares and exports, by its syntax alone; names of any scope are one. */
export interface Shape {
  readonly nodes: readonly Node[];
  readonly imported: ReadonlyMap<string, Imported>;
  readonly declared: ReadonlySet<string>;
  /** What variables, functions and classes are, by name. */
  readonly held: ReadonlyMap<string, unknown>;
  /** What is exported, by name; `*` is `module.exports`. */
  readonly exported: ReadonlyMap<string, unknown>;
  readonly passedOn: ReadonlyMap<string, Imported>;
  /** The modules of which everything is passed on. */
  readonly passedOnWhole: readonly string[];
}

/**
 * @param file decides the language by its extension
 * @returns undefined where there is a syntax error
 */
export function shapeOf(file: string, text: string): Shape | undefined {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) return undefined;
  const nodes = nodesIn(program);
  const declared = new Set<string>();
  const imported = new Map<string, Imported>();
  const held = new Map<string, unknown>();
  const exported = new Map<string, unknown>();
  const passedOn = new Map<string, Imported>();
  const passedOnWhole: string[] = [];
  for (const node of nodes) {
    switch (node.type) {
      case 'ImportDeclaration':
        bindImports(node, imported);
        break;
      case 'TSImportEqualsDeclaration': {
        const { id, moduleReference } = node as unknown as { id: Node; moduleReference: Node };
        const specifier = literal(moduleReference.expression);
        if (specifier !== undefined) imported.set(String(id.name), { specifier, name: '*' });
        break;
      }
      case 'VariableDeclarator':
        bindVariable(node, imported);
        if (isNode(node.id) && node.id.type === 'Identifier')
          held.set(String(node.id.name), node.init);
        break;
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        if (isNode(node.id)) held.set(String(node.id.name), node);
        break;
      case 'ExportAllDeclaration':
        passOn(node, passedOn, passedOnWhole);
        break;
      default:
        bindExports(node, exported, passedOn);
    }
    if (/^(?:VariableDeclarator|Class|.*Function|Import.*Specifier|TSImportEquals)/.test(node.type))
      for (const { name } of nodesIn([node.id, node.params, node.local]))
        declared.add(String(name));
  }
  return { nodes, imported, declared, held, exported, passedOn, passedOnWhole };
}

/** All nodes in a piece of syntax, itself first. */
export function nodesIn(syntax: unknown): readonly Node[] {
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
  if (node.importKind === 'type') return;
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

/** `export * from …`, `export * as x from …`. */
function passOn(node: Node, passedOn: Map<string, Imported>, whole: string[]): void {
  const specifier = literal(node.source) ?? '';
  if (isNode(node.exported)) passedOn.set(keyName(node.exported), { specifier, name: '*' });
  else whole.push(specifier);
}

function bindExports(
  node: Node,
  exported: Map<string, unknown>,
  passedOn: Map<string, Imported>,
): void {
  if (node.type === 'ExportDefaultDeclaration') exported.set('default', node.declaration);
  if (node.type === 'TSExportAssignment') exported.set('*', node.expression);
  if (node.type === 'ExportNamedDeclaration') {
    const specifier = literal(node.source);
    for (const { local, exported: as } of node.specifiers as Node[])
      if (specifier === undefined) exported.set(keyName(as), local);
      else passedOn.set(keyName(as), { specifier, name: keyName(local) });
    if (!isNode(node.declaration)) return;
    const { declarations, id } = node.declaration;
    if (isNode(id)) exported.set(String(id.name), node.declaration);
    for (const one of (declarations ?? []) as Node[])
      if (isNode(one.id) && one.id.type === 'Identifier') exported.set(String(one.id.name), one.id);
  }
  if (node.type !== 'AssignmentExpression' || !isNode(node.left)) return;
  const { object, property } = node.left;
  const isModule = keyName(object) === 'module' && keyName(property) === 'exports';
  const isExports =
    keyName(object) === 'exports' ||
    (isNode(object) &&
      keyName(object.object) === 'module' &&
      keyName(object.property) === 'exports');
  if (isModule) exported.set('*', node.right);
  else if (isExports) exported.set(keyName(property), node.right);
}

/** The import that an expression is, if it is one. */
export function importOf(
  value: unknown,
  imported: ReadonlyMap<string, Imported>,
): Imported | undefined {
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
export function bare(value: unknown): Node | undefined {
  if (!isNode(value)) return undefined;
  return AROUND.has(value.type) ? bare(value.expression ?? value.argument) : value;
}

export function keyName(node: unknown): string {
  return literal(node) ?? (isNode(node) ? String(node.name) : '');
}
