import type { Names } from './names.js';
import {
  argumentsOf,
  childrenOf,
  literalText,
  type Node,
  type Source,
  textOf,
  unescaped,
} from './syntax.js';
import { UNTOLD, type Value } from './value.js';

const CONSTANTS: { readonly [name: string]: Value } = {
  __file__: ['file'],
  __name__: ['module'],
  __package__: ['package'],
  '__spec__.parent': ['package'],
  'sys.executable': ['python'],
  'sys.path': ['list'],
  'os.curdir': '.',
  'os.pardir': '..',
  'os.sep': '/',
  'os.path.sep': '/',
  'os.path.pardir': '..',
};

const PATH = /^pathlib\.(Pure)?(Posix)?Path$/;

/** What expressions of a file stand for, as far as its text tells. */
export function evaluator(source: Source, names: Names): (node: Node) => Value {
  const text = (node: Node) => textOf(source, node);

  function evaluate(node: Node | null | undefined, seen: readonly string[]): Value {
    if (node == null) return UNTOLD;
    const children = () => childrenOf(node);
    switch (node.name) {
      case 'String':
        return literalText(text(node));
      case 'ContinuedString':
        return ['cat', ...children().map((child) => evaluate(child, seen))];
      case 'FormatString':
        return formatted(node, seen);
      case 'ParenthesizedExpression':
        return evaluate(children()[1], seen);
      case 'ArrayExpression':
      case 'TupleExpression':
      case 'SetExpression':
        return listed(children(), seen);
      case 'ConditionalExpression':
        return ['any', evaluate(children()[0], seen), evaluate(children()[4], seen)];
      case 'BinaryExpression':
        return combined(children(), seen);
      case 'VariableName':
        return named(node, seen);
      case 'MemberExpression':
        return member(node, seen);
      case 'CallExpression':
        return called(node, seen);
      default:
        return UNTOLD;
    }
  }

  function formatted(node: Node, seen: readonly string[]): Value {
    const quotes = /^([A-Za-z]*)('''|"""|'|")/.exec(text(node));
    if (quotes === null) return UNTOLD;
    const raw = /r/i.test(quotes[1]!);
    const plain = (from: number, to: number) => {
      const piece = source.text.slice(from, to).replace(/\{\{/g, '{').replace(/\}\}/g, '}');
      return raw ? piece : unescaped(piece);
    };
    const parts: Value[] = [];
    let at = node.from + quotes[0].length;
    for (const child of childrenOf(node).filter(({ name }) => name === 'FormatReplacement')) {
      parts.push(plain(at, child.from));
      const inner = childrenOf(child);
      parts.push(inner.length === 3 ? evaluate(inner[1], seen) : UNTOLD);
      at = child.to;
    }
    return ['cat', ...parts, plain(at, node.to - quotes[2]!.length)];
  }

  function listed(children: readonly Node[], seen: readonly string[]): Value {
    const values: Value[] = [];
    for (const [i, child] of children.entries())
      if (child.name === '*') values.push(UNTOLD);
      else if (!/^[[\](){},]$/.test(child.name) && children[i - 1]?.name !== '*')
        values.push(evaluate(child, seen));
    return ['list', ...values];
  }

  function combined([left, op, right]: readonly Node[], seen: readonly string[]): Value {
    if (left === undefined || op === undefined) return UNTOLD;
    const values = [evaluate(left, seen), evaluate(right, seen)];
    if (text(op) === '+') return ['cat', ...values];
    if (text(op) === '/') return ['join', ...values];
    return text(op) === 'or' ? ['any', ...values] : UNTOLD;
  }

  function constant(node: Node): Value | undefined {
    return names
      .qualified(node)
      .flatMap((name) => (Object.hasOwn(CONSTANTS, name) ? [CONSTANTS[name]!] : []))[0];
  }

  function named(node: Node, seen: readonly string[]): Value {
    const known = constant(node);
    const name = text(node);
    if (known !== undefined) return known;
    const bindings = seen.includes(name) ? undefined : names.bindings(name);
    if (bindings === undefined) return UNTOLD;
    const values = bindings.map(({ node: value, each }): Value => {
      const found = evaluate(value, [...seen, name]);
      if (!each) return found;
      return found[0] === 'list' ? ['any', ...(found.slice(1) as Value[])] : UNTOLD;
    });
    return values.length === 1 ? values[0]! : ['any', ...values];
  }

  function member(node: Node, seen: readonly string[]): Value {
    const known = constant(node);
    if (known !== undefined) return known;
    const [object, , index] = childrenOf(node);
    const property = node.getChild('PropertyName');
    if (property !== null)
      return text(property) === 'parent' ? ['up', evaluate(object, seen)] : UNTOLD;
    const parents = object?.getChild('PropertyName');
    if (parents == null || text(parents) !== 'parents' || index?.name !== 'Number') return UNTOLD;
    let value = evaluate(object?.firstChild, seen);
    for (let n = Number(text(index)); n >= 0; n--) value = ['up', value];
    return value;
  }

  function called(node: Node, seen: readonly string[]): Value {
    const callee = node.firstChild;
    const args = argumentsOf(source, node);
    const isWhole = args.every(({ spread }) => spread === undefined);
    if (callee === null || !isWhole) return UNTOLD;
    const places = args.filter(({ name }) => name === undefined);
    const values = places.map(({ value }) => evaluate(value, seen));
    for (const name of names.qualified(callee)) {
      const value = functionValue(name, values);
      if (value !== undefined) return value;
    }
    const property = callee.getChild('PropertyName');
    if (callee.name !== 'MemberExpression' || property === null) return UNTOLD;
    return methodValue(text(property), () => evaluate(callee.firstChild, seen), values);
  }

  return (node) => evaluate(node, []);
}

/** What a call of a function stands for. */
function functionValue(name: string, values: readonly Value[]): Value | undefined {
  const [first = UNTOLD] = values;
  if (PATH.test(name)) return values.length === 0 ? '.' : ['join', ...values];
  switch (name) {
    case 'str':
    case 'bytes':
    case 'list':
    case 'tuple':
    case 'compile':
    case 'os.fspath':
    case 'os.path.normpath':
      return first;
    case 'os.path.join':
      return ['join', ...values];
    case 'os.path.dirname':
      return ['up', first];
    case 'os.path.abspath':
    case 'os.path.realpath':
      return ['absolute', first];
    case 'os.getcwd':
    case 'pathlib.Path.cwd':
      return ['cwd'];
    case 'open':
    case 'io.open':
    case 'codecs.open':
    case 'tokenize.open':
      return ['open', first];
    default:
      return undefined;
  }
}

/** What a call of a method stands for. */
function methodValue(name: string, object: () => Value, values: readonly Value[]): Value {
  switch (name) {
    case 'resolve':
    case 'absolute':
      return ['absolute', object()];
    case 'as_posix':
    case 'decode':
    case 'encode':
      return object();
    case 'joinpath':
      return ['join', object(), ...values];
    case 'with_name':
      return ['join', ['up', object()], ...values];
    case 'open':
      return ['open', object()];
    case 'read': {
      const file = object();
      return file[0] === 'open' ? ['content', file[1] as Value] : UNTOLD;
    }
    case 'read_text':
    case 'read_bytes':
      return ['content', object()];
    default:
      return UNTOLD;
  }
}
