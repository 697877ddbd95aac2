import type { NamedNode, TreeFit } from './fit';
import { nameAndUnit } from './labels';
import { COLOURS, element, figure, line, text } from './svg';

const WIDTH = 900;
const MARGIN = 24;
const TOP = 84;
const LEVEL = 92;
const BOX = { width: 124, height: 44 };
const LEAF = { width: 92, height: 44 };

interface Placed {
  readonly node: NamedNode;
  readonly x: number;
  readonly depth: number;
  readonly children: readonly Placed[];
}

/** The tree itself: splits on top, and leaves shaded by their share of class 1. */
export function treePlot(fit: TreeFit, title: string): string {
  const step = (WIDTH - 2 * MARGIN) / leavesOf(fit.tree);
  const root = place(fit.tree, MARGIN, step, 0);
  const height = TOP + depthOf(root) * LEVEL + BOX.height + 28;
  const caption = `Left where the value is below the threshold; in the boxes, the share that is ${fit.dependent} and n`;
  return figure(WIDTH, height, title, caption, [...branches(root), ...boxes(root)]);
}

function leavesOf({ split }: NamedNode): number {
  return split ? leavesOf(split.below) + leavesOf(split.above) : 1;
}

/** Leaves stand side by side, every split in the middle above its two children. */
function place(node: NamedNode, left: number, step: number, depth: number): Placed {
  if (!node.split) return { node, x: left + step / 2, depth, children: [] };
  const { below, above } = node.split;
  const children = [
    place(below, left, step, depth + 1),
    place(above, left + leavesOf(below) * step, step, depth + 1),
  ];
  return { node, x: (children[0]!.x + children[1]!.x) / 2, depth, children };
}

function depthOf({ depth, children }: Placed): number {
  return Math.max(depth, ...children.map(depthOf));
}

const topOf = ({ depth }: Placed) => TOP + depth * LEVEL;

function branches(parent: Placed): string[] {
  return parent.children.flatMap((child) => [
    line([parent.x, topOf(parent) + BOX.height], [child.x, topOf(child)], {
      stroke: COLOURS.quiet,
    }),
    ...branches(child),
  ]);
}

function boxes(placed: Placed): string[] {
  const { node, x, children } = placed;
  const { width, height } = node.split ? BOX : LEAF;
  const top = topOf(placed);
  const [first, second] = node.split
    ? splitLabel(node.split)
    : [node.share.toFixed(2), `n = ${node.n}`];
  const dark = !node.split && node.share > 0.7;
  const box = element('rect', {
    x: x - width / 2,
    y: top,
    width,
    height,
    rx: 5,
    stroke: node.split ? COLOURS.quiet : COLOURS.accent,
    fill: node.split ? '#ffffff' : shade(node.share),
  });
  const centred = { 'text-anchor': 'middle', fill: dark ? '#ffffff' : COLOURS.ink };
  return [
    box,
    text(x, top + 18, first, { ...centred, 'font-weight': 600, 'font-size': 12 }),
    text(x, top + 35, second, { ...centred, 'font-size': 12 }),
    ...children.flatMap(boxes),
  ];
}

function splitLabel({ regressor, threshold }: NonNullable<NamedNode['split']>): [string, string] {
  const [name, unit] = nameAndUnit(regressor);
  return [name, `< ${Number(threshold.toPrecision(6))} ${unit}`];
}

/** From white for a share of 0 to the accent for a share of 1. */
function shade(share: number): string {
  const channel = (offset: number) => Number.parseInt(COLOURS.accent.slice(offset, offset + 2), 16);
  const mixed = [1, 3, 5].map((offset) => Math.round(255 + (channel(offset) - 255) * share));
  return `rgb(${mixed.join(', ')})`;
}
