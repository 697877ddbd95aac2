import { readFileSync } from 'node:fs';
import * as Plot from '@observablehq/plot';
import { hierarchy, tree } from 'd3-hierarchy';
import { parseHTML } from 'linkedom';
import type { Experiment } from 'nx-experiments';
import type catalog from './config';
import type { Node } from './models/tree';
import type { Fit } from './task_estimate_models';

/** Their contrast with white is more than 6:1. */
const [BLUE, BROWN, INK] = ['#0b5cad', '#a3420c', '#1b1b1b'];

/** Draws the models of one specification: both regressions in one panel, and the tree. */
export default function draw(e: Experiment<typeof catalog, 'figure'>) {
  const fits = e.needs.fits.map(
    ({ outputs }) => JSON.parse(readFileSync(outputs.fit, 'utf8')) as Fit,
  );
  const title = `${e.levels.data.title} (n = ${fits[0]?.n})`;
  return { effects: effectsPlot(fits, title), tree: treePlot(fits, title) };
}

/** Each regressor's effect in both regressions, per standard deviation so that sizes compare. */
function effectsPlot(fits: readonly Fit[], title: string): string {
  const rows = fits.flatMap((fit) => {
    if (!('effects' in fit)) return [];
    const ink = fit.model === 'logistic_model' ? BROWN : BLUE;
    const kind = `${fit.model.replaceAll('_', ' ')}, ${fit.se.replace(/ .*/, '')}`;
    return Object.entries(fit.effects).map(([name, { estimate, lower, upper }]) => {
      const sd = fit.standard_deviations[name]!;
      const regressor = `${labelOf(name)}\nsd ${sd.toPrecision(3)}`;
      const scaled = { effect: estimate * sd, lower: lower * sd, upper: upper * sd };
      return { regressor, kind, ink, ...scaled };
    });
  });
  const place = { fy: 'regressor', y: 'kind' };
  const aside = { ...place, frameAnchor: 'right', textAnchor: 'start', dx: 8 } as const;
  return svgOf(title, 'Average effects on the probability of being male, with 95 % intervals', {
    marginRight: 210,
    x: { label: 'Change in the probability per standard deviation', labelAnchor: 'center' },
    y: { axis: null },
    fy: { label: null, axis: 'left', domain: [...new Set(rows.map((row) => row.regressor))] },
    marks: [
      Plot.gridX(),
      Plot.ruleX([0]),
      Plot.ruleY(rows, { ...place, x1: 'lower', x2: 'upper', stroke: 'ink', strokeWidth: 2 }),
      Plot.dot(rows, { ...place, x: 'effect', fill: 'ink', r: 4 }),
      Plot.text(rows, { ...aside, text: 'kind', fill: 'ink' }),
    ],
  });
}

/** The tree itself: splits on top, and in the leaves the share that is male. */
function treePlot(fits: readonly Fit[], title: string): string {
  const roots = fits.flatMap((fit) => ('tree' in fit ? [hierarchy<Node>(fit.tree)] : []));
  const laid = roots.map(tree<Node>().separation(() => 1));
  const nodes = laid.flatMap((root) =>
    root.descendants().map(({ x, y, data: { n, share, split } }) => {
      const leaf = `${Math.round(100 * share)} %\nn = ${n}`;
      const text = split
        ? `${labelOf(split.regressor)}\n< ${+split.threshold.toPrecision(5)}?`
        : leaf;
      return { x, y, text, ink: split ? INK : share >= 0.5 ? BROWN : BLUE };
    }),
  );
  const branches = laid.flatMap((root) =>
    root.links().map(({ source: { x: x1, y: y1, children }, target }) => {
      const { x: x2, y: y2 } = target;
      const text = children?.[0] === target ? 'yes' : 'no';
      return { x1, y1, x2, y2, x: (x1 + x2) / 2, y: (y1 + y2) / 2, text, ink: INK };
    }),
  );
  const halo = { stroke: 'white', strokeWidth: 5, lineHeight: 1.25 };
  return svgOf(title, 'Decision tree: the share of males in each leaf', {
    height: 420,
    marginRight: 80,
    axis: null,
    y: { reverse: true },
    marks: [
      Plot.link(branches, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: '#767676' }),
      Plot.dot([...branches, ...nodes], { x: 'x', y: 'y', r: 18, fill: 'white' }),
      Plot.text([...branches, ...nodes], { x: 'x', y: 'y', text: 'text', fill: 'ink', ...halo }),
    ],
  });
}

/** `body_mass_kg` as `body mass (kg)`. */
function labelOf(regressor: string): string {
  return regressor.replace(/_([a-z]+)$/, ' ($1)').replaceAll('_', ' ');
}

/** A plot with a title, as the text of a file. */
function svgOf(title: string, subtitle: string, options: Plot.PlotOptions): string {
  const above = { frameAnchor: 'top-left', facet: 'super', fill: INK, dx: -90 } as const;
  const svg = Plot.plot({
    ...options,
    width: 780,
    marginTop: 70,
    marginBottom: 48,
    marginLeft: 110,
    style: { fontSize: '12px', color: INK, background: 'white' },
    document: parseHTML('<html></html>').document as unknown as Document,
    marks: [
      ...(options.marks ?? []),
      Plot.text([title], { ...above, dy: -60, fontSize: 15 }),
      Plot.text([subtitle], { ...above, dy: -38 }),
    ],
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${svg.outerHTML}\n`;
}
