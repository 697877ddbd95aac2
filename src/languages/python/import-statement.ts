import { childrenOf, type Node, type Source, textOf } from './syntax.js';

/** One module that an import statement names. */
export interface ImportItem {
  /** `a.b`; empty in `from . import x`. */
  readonly module: string;
  /** How many dots stand before it. */
  readonly level: number;
  /** What is imported from it; undefined for `import a.b`. */
  readonly names?: readonly { readonly name: string; readonly as?: string }[];
  /** `c` in `import a.b as c`. */
  readonly alias?: string;
}

/** The modules that an import statement names. */
export function importsIn(source: Source, statement: Node): ImportItem[] {
  const parts = childrenOf(statement).filter(({ name }) => name !== '(' && name !== ')');
  const start = parts.findIndex(({ name }) => name === 'import');
  const listed = (nodes: readonly Node[]) =>
    splitAtCommas(nodes).flatMap((item) => {
      const as = item.findIndex(({ name }) => name === 'as');
      const words = (as < 0 ? item : item.slice(0, as)).filter((node) => !node.type.isError);
      const name = words.map((node) => textOf(source, node)).join('');
      const alias = as < 0 ? undefined : item[as + 1];
      return name === ''
        ? []
        : [{ name, ...(alias !== undefined && { as: textOf(source, alias) }) }];
    });
  if (parts[0]?.name !== 'from')
    return listed(parts.slice(1)).map(({ name, as }) => ({
      module: name,
      level: 0,
      ...(as !== undefined && { alias: as }),
    }));
  const before = parts
    .slice(1, start < 0 ? undefined : start)
    .filter((node) => !node.type.isError)
    .map((node) => textOf(source, node))
    .join('');
  const [, dots = '', module = ''] = /^(\.*)(.*)$/.exec(before) ?? [];
  if (before === '') return [];
  const names = start < 0 ? [] : listed(parts.slice(start + 1));
  return [{ module, level: dots.length, names }];
}

function splitAtCommas(nodes: readonly Node[]): Node[][] {
  const items: Node[][] = [[]];
  for (const node of nodes)
    if (node.name === ',') items.push([]);
    else items.at(-1)!.push(node);
  return items;
}
