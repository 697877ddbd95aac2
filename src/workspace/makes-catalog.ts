import { isNode, type Node } from '../modules/syntax.js';
import type { OpenModule } from './local-modules.js';
import {
  bare,
  type Imported,
  importOf,
  keyName,
  nodesIn,
  type Shape,
  shapeOf,
} from './module-shape.js';

const PACKAGE = 'nx-experiments';

/** No value is followed through more names than this, unless they run in a circle. */
const LONGEST = 20;

/** What something is: `defineCatalog` itself, or what makes a catalog by it. */
type Leads = 'define' | 'make' | undefined;

/** A module at work: what leads to nx-experiments is judged by the names in it. */
interface Module {
  readonly file: string;
  readonly shape: Shape;
}

/**
 * Whether a module makes a catalog, judged by its syntax: it calls a `defineCatalog` that comes from
 * nx-experiments, also by way of local modules, or its default export comes from a local one that does. A
 * `defineCatalog` that nothing declares counts: whoever forgot its import wants to see the error.
 *
 * @param file decides the language by its extension
 * @param open finds the local modules that it imports
 * @returns undefined where a syntax error leaves it open
 */
export function makesCatalog(file: string, text: string, open: OpenModule): boolean | undefined {
  const shape = shapeOf(file, text);
  if (shape === undefined) return undefined;
  const own: Module = { file, shape };
  const leads = follow(open);
  const isForgotten = (callee: unknown) =>
    isNode(callee) &&
    callee.type === 'Identifier' &&
    callee.name === 'defineCatalog' &&
    !shape.declared.has('defineCatalog');
  return (
    calledIn(shape.nodes).some(
      (callee) => isForgotten(callee) || leads.of(own, callee) === 'define',
    ) ||
    ['default', '*'].some(
      (name) =>
        leads.isMadeElsewhere(own, shape.exported.get(name)) ||
        leads.ofImport(own, shape.passedOn.get(name)) !== undefined,
    )
  );
}

function follow(open: OpenModule) {
  const shapes = new Map<string, Shape | undefined>();
  /** What is being looked at: modules may go in circles. */
  const pending = new Set<string>();

  function ofImport(from: Module, imported: Imported | undefined): Leads {
    if (imported === undefined) return undefined;
    const { specifier, name } = imported;
    if (specifier === PACKAGE) return name === 'defineCatalog' ? 'define' : undefined;
    const found = open(from.file, specifier);
    if (found === undefined) return undefined;
    const { file } = found;
    if (!shapes.has(file)) shapes.set(file, shapeOf(file, found.text));
    const shape = shapes.get(file);
    const key = `${file}\0${name}`;
    if (shape === undefined || pending.has(key)) return undefined;
    pending.add(key);
    try {
      return ofExport({ file, shape }, name);
    } finally {
      pending.delete(key);
    }
  }

  function ofExport(module: Module, name: string): Leads {
    const { exported, passedOn, passedOnWhole } = module.shape;
    const whole = exported.get('*');
    const value =
      exported.get(name) ??
      (name === 'default' ? whole : undefined) ??
      (name === '*' ? exported.get('default') : undefined) ??
      propertyOf(whole, name);
    if (value !== undefined) return of(module, value);
    if (passedOn.has(name)) return ofImport(module, passedOn.get(name));
    for (const specifier of passedOnWhole) {
      const leads = ofImport(module, { specifier, name });
      if (leads !== undefined) return leads;
    }
    return undefined;
  }

  /** What a value leads to where it is called, or where it is what a call gave. */
  function of(module: Module, value: unknown, left = LONGEST): Leads {
    const node = bare(value);
    if (node === undefined || left === 0) return undefined;
    const { imported, held } = module.shape;
    const found = importOf(node, imported);
    if (found !== undefined) return ofImport(module, found);
    if (node.type === 'Identifier') return of(module, held.get(String(node.name)), left - 1);
    if (node.type === 'CallExpression')
      return of(module, node.callee, left - 1) === undefined ? undefined : 'make';
    if (!/Function|Class/.test(node.type)) return undefined;
    return calledIn(nodesIn(node)).some((callee) => of(module, callee, left - 1) !== undefined)
      ? 'make'
      : undefined;
  }

  /** Whether a default export is what a local module, or a function here, made. */
  function isMadeElsewhere(module: Module, value: unknown): boolean {
    const node = bare(value);
    return (
      node !== undefined && !/Function|Class/.test(node.type) && of(module, node) !== undefined
    );
  }

  return { of, ofImport, isMadeElsewhere };
}

function calledIn(nodes: readonly Node[]): readonly (Node | undefined)[] {
  return nodes.flatMap((node) => (node.type === 'CallExpression' ? [bare(node.callee)] : []));
}

/** `module.exports = { name: value }`. */
function propertyOf(object: unknown, name: string): unknown {
  const node = bare(object);
  if (node?.type !== 'ObjectExpression') return undefined;
  return (node.properties as Node[]).find(({ key }) => keyName(key) === name)?.value;
}
