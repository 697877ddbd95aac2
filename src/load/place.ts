import { type Expression, type ObjectExpression, type Program, parseSync } from 'oxc-parser';
import { literal } from '../modules/syntax.js';

/** A place in a text; both count from 1, the column in UTF-16 units as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What a step of a path leads to: where it is written, and its value. */
interface Found {
  readonly start: number;
  readonly value: Expression;
}

/** No chain of constants is longer than this, unless it runs in a circle. */
const LONGEST = 20;

/** Where a path of a catalog is written, such as `tasks.estimate.inputs.priors` or `exclude[0].data`. */
export type Places = (path: string) => Place | undefined;

/**
 * Finds the paths of a catalog in its text: each as far as it is literal, by at least one step. Finds
 * nothing where the catalog is computed, or the text has a syntax error.
 *
 * @param file decides the language by its extension
 */
export function placesIn(text: string, file = 'config.ts'): Places {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) return () => undefined;
  const constants = constantsOf(program);
  const definition = definitionIn(program, constants);
  return (path) => {
    const start = startOf(path, definition, constants);
    return start === undefined ? undefined : placeAt(text, start);
  };
}

function startOf(path: string, definition: Expression | undefined, constants: Constants) {
  let value = definition;
  let start: number | undefined;
  for (let rest = path; value !== undefined && rest !== ''; ) {
    const step = stepInto(value, rest, constants);
    if (step === undefined) break;
    start = step.found.start;
    value = step.found.value;
    rest = step.rest;
  }
  return start;
}

function placeAt(text: string, start: number): Place {
  const lines = text.slice(0, start).split('\n');
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

type Constants = ReadonlyMap<string, Found>;

function constantsOf({ body }: Program): Constants {
  const constants = new Map<string, Found>();
  for (const statement of body) {
    const declared =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'VariableDeclaration' || declared.kind !== 'const') continue;
    for (const { id, init } of declared.declarations)
      if (id.type === 'Identifier' && init !== null)
        constants.set(id.name, { start: id.start, value: init });
  }
  return constants;
}

/** What the call of `defineCatalog` that the file exports is given. */
function definitionIn({ body }: Program, constants: Constants): Expression | undefined {
  const exported = body.find((statement) => statement.type === 'ExportDefaultDeclaration');
  if (exported === undefined) return undefined;
  const call = follow(exported.declaration as Expression, constants);
  return call.type === 'CallExpression' && isCalled(call.callee, 'defineCatalog')
    ? (call.arguments[0] as Expression | undefined)
    : undefined;
}

function isCalled(callee: Expression, name: string): boolean {
  return callee.type === 'Identifier' && callee.name === name;
}

/** What an expression is behind constants of the file, parentheses and types. */
function follow(node: Expression, constants: Constants, left = LONGEST): Expression {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return follow(node.expression, constants, left);
    case 'Identifier': {
      const constant = constants.get(node.name);
      return constant === undefined || left === 0
        ? node
        : follow(constant.value, constants, left - 1);
    }
    default:
      return node;
  }
}

interface Step {
  readonly found: Found;
  /** What is left of the path. */
  readonly rest: string;
}

/** The first step of a path into a value. */
function stepInto(value: Expression, path: string, constants: Constants): Step | undefined {
  const node = follow(value, constants);
  if (node.type === 'ArrayExpression') {
    const [whole, index] = /^\[(\d+)\]\.?/.exec(path) ?? [];
    const elements = node.elements.slice(0, Number(index) + 1);
    const element = elements[Number(index)];
    if (whole === undefined || !element || elements.some((one) => one?.type === 'SpreadElement'))
      return undefined;
    const found = { start: element.start, value: element as Expression };
    return { found, rest: path.slice(whole.length) };
  }
  // Levels with fields, and then the options: `dimension({ … }, { default: … })`.
  if (node.type === 'CallExpression' && isCalled(node.callee, 'dimension'))
    return node.arguments
      .map((given) => stepInto(given as Expression, path, constants))
      .find((step) => step !== undefined);
  if (node.type !== 'ObjectExpression') return undefined;
  // A name may have dots in it, as a level `1.5`.
  const [name, found] =
    [...entriesOf(node, constants)]
      .filter(([key]) => path.startsWith(key) && /^(?:$|[.[])/.test(path.slice(key.length)))
      .sort(([a], [b]) => b.length - a.length)[0] ?? [];
  if (name === undefined || found === undefined) return undefined;
  return { found, rest: path.slice(name.length).replace(/^\./, '') };
}

/** The properties of an object by name, with those of constants that it takes in by `...`. */
function entriesOf(object: ObjectExpression, constants: Constants, left = LONGEST) {
  const entries = new Map<string, Found>();
  for (const property of object.properties)
    if (property.type === 'SpreadElement') {
      const spread = follow(property.argument, constants);
      if (spread.type !== 'ObjectExpression' || left === 0) continue;
      for (const [key, found] of entriesOf(spread, constants, left - 1)) entries.set(key, found);
    } else {
      const { key, value, computed, shorthand } = property;
      const name = !computed && key.type === 'Identifier' ? key.name : literal(key);
      const constant = shorthand && name !== undefined ? constants.get(name) : undefined;
      if (name !== undefined) entries.set(name, constant ?? { start: key.start, value });
    }
  return entries;
}
