import { readFileSync } from 'node:fs';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Experiment } from 'nx-experiments';
import type catalog from './config';
import type estimate from './task_estimate_models';
import type { NamedNode } from './task_estimate_models';

/** Their contrast with white is more than 6:1. */
const [BLUE, BROWN] = ['#0b5cad', '#a3420c'];

const INK = '#1b1b1b';

interface Placed {
  readonly node: NamedNode;
  readonly x: number;
  readonly y: number;
}

/** Draws the models of one specification. */
export default function draw(e: Experiment<typeof catalog, 'figure'>) {
  const fits = e.needs.fits.map(({ levels, outputs }) => ({
    levels,
    fit: JSON.parse(readFileSync(outputs.fit, 'utf8')) as ReturnType<typeof estimate>['fit'],
  }));
  const title = `${e.levels.data.title} (n = ${fits[0]?.fit.n})`;
  return { effects: effectsPlot(fits, title), tree: treePlot(fits, title) };
}

type Fits = readonly {
  readonly levels: {
    readonly model: { readonly name: string };
    readonly se: { readonly name: string };
  };
  readonly fit: ReturnType<typeof estimate>['fit'];
}[];

/** Each regressor's effect in both regressions, per standard deviation so that sizes compare. */
function effectsPlot(fits: Fits, title: string): string {
  const rows = fits.flatMap(({ levels, fit }) =>
    'coefficients' in fit
      ? Object.entries(fit.standard_deviations).map(([regressor, deviation]) => ({
          regressor: `${labelOf(regressor)}\nsd ${deviation.toPrecision(3)}`,
          model: levels.model.name,
          kind: `${levels.model.name.replaceAll('_', ' ')}, ${levels.se.name}`,
          effect: fit.marginal_effects[regressor]! * deviation,
          lower: fit.marginal_effect_intervals.lower[regressor]! * deviation,
          upper: fit.marginal_effect_intervals.upper[regressor]! * deviation,
        }))
      : [],
  );
  const place = { fy: 'regressor', y: 'kind' };
  return svgOf(title, 'Average effects on the probability of being male, with 95 % intervals', {
    marginBottom: 48,
    marginLeft: 110,
    marginRight: 210,
    x: { label: 'Change in the probability per standard deviation', labelAnchor: 'center' },
    y: { axis: null },
    fy: { label: null, axis: 'left', domain: [...new Set(rows.map((row) => row.regressor))] },
    color: { domain: ['linear_probability', 'logistic_model'], range: [BLUE, BROWN] },
    marks: [
      Plot.gridX(),
      Plot.ruleX([0]),
      Plot.ruleY(rows, { ...place, x1: 'lower', x2: 'upper', stroke: 'model', strokeWidth: 2 }),
      Plot.dot(rows, { ...place, x: 'effect', fill: 'model', r: 4 }),
      Plot.text(rows, {
        ...place,
        text: 'kind',
        frameAnchor: 'right',
        textAnchor: 'start',
        dx: 8,
        fill: 'model',
      }),
    ],
  });
}

/** The tree itself: splits on top, and in the leaves the share that is male. */
function treePlot(fits: Fits, title: string): string {
  const found = fits.flatMap(({ fit }) => ('tree' in fit ? [fit.tree] : []));
  const placed: Placed[] = [];
  const branches: object[] = [];
  let leaves = 0;
  const place = (node: NamedNode, depth: number): Placed => {
    const children = node.split
      ? [place(node.split.yes, depth + 1), place(node.split.no, depth + 1)]
      : [];
    const x = children.length > 0 ? (children[0]!.x + children[1]!.x) / 2 : leaves++;
    for (const [i, child] of children.entries())
      branches.push({
        x1: x,
        y1: depth,
        x2: child.x,
        y2: child.y,
        x: (x + child.x) / 2,
        y: (depth + child.y) / 2,
        answer: i === 0 ? 'yes' : 'no',
      });
    const here = { node, x, y: depth };
    placed.push(here);
    return here;
  };
  for (const root of found) place(root, 0);
  return svgOf(title, 'Decision tree: the share of males in each leaf', {
    height: 380,
    marginBottom: 30,
    marginLeft: 70,
    marginRight: 70,
    axis: null,
    y: { reverse: true },
    marks: [
      Plot.link(branches, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: '#767676' }),
      Plot.dot([...branches, ...placed], { x: 'x', y: 'y', r: 17, fill: 'white' }),
      Plot.text(branches, { x: 'x', y: 'y', text: 'answer' }),
      Plot.text(placed, {
        lineHeight: 1.25,
        x: 'x',
        y: 'y',
        text: ({ node }: Placed) =>
          node.split
            ? `${labelOf(node.split.regressor)}\n< ${Number(node.split.threshold.toPrecision(5))}?`
            : `${Math.round(100 * node.share)} %\nn = ${node.n}`,
        fill: ({ node }: Placed) => (node.split ? INK : node.share >= 0.5 ? BROWN : BLUE),
      }),
    ],
  });
}

/** `body_mass_kg` as `body mass (kg)`. */
function labelOf(regressor: string): string {
  return regressor.replace(/_([a-z]+)$/, ' ($1)').replaceAll('_', ' ');
}

/** A plot with a title, as the text of a file. */
function svgOf(
  title: string,
  subtitle: string,
  { marks = [], ...options }: Plot.PlotOptions,
): string {
  const { document } = parseHTML('<html></html>');
  const above = { frameAnchor: 'top-left', facet: 'super', fill: INK } as const;
  const svg = Plot.plot({
    ...options,
    width: 760,
    marginTop: 70,
    style: { fontSize: '12px', color: INK, background: 'white' },
    document: document as unknown as Document,
    marks: [
      ...marks,
      Plot.text([title], { ...above, dx: 20 - (options.marginLeft ?? 0), dy: -60, fontSize: 15 }),
      Plot.text([subtitle], { ...above, dx: 20 - (options.marginLeft ?? 0), dy: -38 }),
    ],
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${svg.outerHTML}\n`;
}
