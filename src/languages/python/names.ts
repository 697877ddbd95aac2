import { type ImportItem, importsIn } from './import-statement.js';
import { argumentsOf, childrenOf, type Node, type Source, textOf } from './syntax.js';

/** What a name is set to: a node, or each element of one; undefined where that cannot be told. */
export interface Binding {
  readonly node: Node;
  readonly each: boolean;
}

/** What the names of a file mean. Scopes are not told apart: a name means all that it ever means. */
export interface Names {
  /** What a name or `a.b.c` is by its full name: `importlib.import_module`, for each import of it. */
  readonly qualified: (node: Node) => readonly string[];
  /** What a name is set to; undefined where it is never set, or in a way that cannot be told. */
  readonly bindings: (name: string) => readonly Binding[] | undefined;
}

/** Nodes in which the names before `=`, or after `for`, `as`, `def` are set. */
const BINDING =
  /^(AssignStatement|UpdateStatement|ForStatement|WithStatement|NamedExpression|ParamList|FunctionDefinition|ClassDefinition|TryStatement|CapturePattern|.*ComprehensionExpression)$/;

/** Reads what the names of a file mean. */
export function namesOf(source: Source): Names {
  const imported = new Map<string, string[]>();
  const starred: string[] = [];
  const bound = new Map<string, Binding[] | 'untold'>();
  const untold = (node: Node | null | undefined) => {
    if (node?.name === 'VariableName') bound.set(textOf(source, node), 'untold');
    else if (node != null && node.name !== 'MemberExpression')
      for (const child of childrenOf(node)) untold(child);
  };
  const bind = (target: Node, node: Node | undefined, each = false) => {
    if (target.name !== 'VariableName' || node === undefined) return untold(target);
    const name = textOf(source, target);
    const known = bound.get(name) ?? [];
    if (known !== 'untold') bound.set(name, [...known, { node, each }]);
  };
  source.tree.iterate({
    enter: (ref) => {
      if (ref.name === 'ImportStatement') {
        for (const item of importsIn(source, ref.node)) {
          for (const [name, meaning] of namesFrom(item))
            imported.set(name, [...(imported.get(name) ?? []), meaning]);
          if (item.names?.some(({ name }) => name === '*')) starred.push(item.module);
        }
        return false;
      }
      if (!BINDING.test(ref.name)) return true;
      bindIn(ref.node, bind, untold);
      return true;
    },
  });
  const bindings = (name: string) => {
    const known = bound.get(name);
    return known === 'untold' ? undefined : known;
  };
  const qualified = (node: Node, seen: readonly string[] = []): readonly string[] => {
    if (node.name === 'VariableName') {
      const name = textOf(source, node);
      const found = imported.get(name);
      if (found !== undefined) return found;
      const values = bound.get(name);
      if (values === undefined) return [name, ...starred.map((module) => `${module}.${name}`)];
      if (values === 'untold' || seen.includes(name)) return [];
      return values.flatMap((value) => (value.each ? [] : qualified(value.node, [...seen, name])));
    }
    if (node.name === 'CallExpression' && node.firstChild !== null) {
      const isImport = qualified(node.firstChild, seen).some((name) =>
        /(^|\.)(__import__|import_module)$/.test(name),
      );
      const argument = isImport ? argumentsOf(source, node)[0]?.value : undefined;
      const module = argument?.name === 'String' ? textOf(source, argument) : undefined;
      return module === undefined ? [] : [module.replace(/^["']+|["']+$/g, '')];
    }
    const property = node.name === 'MemberExpression' ? node.getChild('PropertyName') : null;
    if (property === null || node.firstChild === null) return [];
    return qualified(node.firstChild, seen).map((name) => `${name}.${textOf(source, property)}`);
  };
  return { qualified: (node) => qualified(node), bindings };
}

type Bind = (target: Node, node: Node | undefined, each?: boolean) => void;

function bindIn(node: Node, bind: Bind, untold: (node: Node) => void): void {
  const children = childrenOf(node);
  const indexOf = (name: string) => children.findIndex((child) => child.name === name);
  switch (node.name) {
    case 'AssignStatement': {
      const last = children.findLastIndex((child) => child.name === 'AssignOp');
      const parts = split(children.slice(0, last), 'AssignOp');
      const values = children.slice(last + 1);
      const value = values.length === 1 ? values[0] : undefined;
      for (const part of parts) {
        const targets = part.filter(({ name }) => name !== 'TypeDef' && name !== ',');
        for (const target of targets) bind(target, targets.length === 1 ? value : undefined);
      }
      return;
    }
    case 'UpdateStatement':
    case 'FunctionDefinition':
    case 'ClassDefinition': {
      const target = children.find((child) => child.name === 'VariableName');
      const first = node.name === 'UpdateStatement' ? children[0] : target;
      if (first?.name === 'VariableName') untold(first);
      return;
    }
    case 'NamedExpression':
      if (children[0] !== undefined) bind(children[0], children[2]);
      return;
    case 'ParamList':
      for (const child of children) if (child.name === 'VariableName') untold(child);
      return;
    case 'CapturePattern':
      untold(node);
      return;
    default: {
      // `for x in y`, `with y as x`, `except E as x`
      children.forEach((child, i) => {
        if (child.name !== 'as') return;
        const target = children[i + 1];
        const value = node.name === 'WithStatement' ? children[i - 1] : undefined;
        if (target !== undefined) bind(target, value);
      });
      const start = indexOf('for');
      const end = indexOf('in');
      if (start < 0 || end < 0) return;
      const targets = children.slice(start + 1, end).filter(({ name }) => name !== ',');
      for (const target of targets)
        bind(target, targets.length === 1 ? children[end + 1] : undefined, true);
    }
  }
}

function split(nodes: readonly Node[], separator: string): Node[][] {
  const parts: Node[][] = [[]];
  for (const node of nodes)
    if (node.name === separator) parts.push([]);
    else parts.at(-1)!.push(node);
  return parts;
}

/** The names that an import sets, with what they mean. */
function namesFrom({ module, level, names, alias }: ImportItem): (readonly [string, string])[] {
  const from = `${'.'.repeat(level)}${module}`;
  if (names !== undefined) return names.map(({ name, as }) => [as ?? name, `${from}.${name}`]);
  return alias === undefined ? [[module.split('.')[0]!, module.split('.')[0]!]] : [[alias, module]];
}
