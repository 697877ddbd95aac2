import * as Plot from '@observablehq/plot';
import type { Study } from '../study.js';
import { type Choice, domainOf } from './choice.js';
import { groupsOf, type Mark, type MarkGroup } from './groups.js';

/** More marks are not drawn one by one. */
export const MOST_MARKS = 5000;

const SYMBOLS = ['circle', 'triangle', 'square', 'diamond', 'star', 'wye', 'cross', 'hexagon'];
const INK = 'var(--ink)';

/** Colours and symbols for the values of the colour column: never by colour alone. */
export interface Series {
  readonly names: readonly string[];
  readonly colour: (name: string) => string;
  readonly symbol: (name: string) => string;
}

export function seriesOf(choice: Choice, places: readonly number[]): Series {
  const names = choice.colour ? domainOf(choice.colour, places) : [''];
  const at = (name: string) => Math.max(names.indexOf(name), 0);
  return {
    names,
    colour: (name) => `var(--series-${(at(name) % 8) + 1})`,
    symbol: (name) => SYMBOLS[at(name) % SYMBOLS.length]!,
  };
}

/** Pixels between facets: the last number of one axis and the first of the next stand side by side in it. */
const GAP = 64;

/** The plot as an SVG element, `width` pixels wide. */
export function draw(
  study: Study,
  choice: Choice,
  marks: readonly Mark[],
  places: readonly number[],
  width: number,
): Element {
  const series = seriesOf(choice, places);
  const facets = choice.facet ? domainOf(choice.facet, places) : [];
  const common = {
    width,
    style: { background: 'none', color: INK, fontFamily: 'inherit', fontSize: '12px' },
    ...(choice.facet && {
      fx: {
        domain: facets,
        label: choice.facet.name,
        padding: Math.min((GAP * facets.length) / width, 0.5),
      },
    }),
  };
  const facet = choice.facet ? { fx: 'facet' } : {};
  if (choice.kind === 'scatter') return scatter(study, choice, marks, series, common, facet);
  const domain = domainOf(choice.x, places);
  const longest = domain.reduce((most, name) => Math.max(most, name.length), 0);
  const marginLeft = Math.min(Math.max(longest * 6.6 + 14, 40), 200);
  return choice.kind === 'distribution' && marks.length > MOST_MARKS
    ? histograms(choice, marks, domain, { ...common, marginLeft }, facet)
    : dodged(choice, marks, series, domain, { ...common, marginLeft }, facet);
}

type Common = Plot.PlotOptions;
type Facet = { readonly fx?: string };

/** Groups below each other, their colours side by side: means with intervals, or all values with quartiles. */
function dodged(
  choice: Choice,
  marks: readonly Mark[],
  series: Series,
  domain: readonly string[],
  common: Common,
  facet: Facet,
): Element {
  const groups = groupsOf(marks);
  const isMean = choice.kind === 'interval';
  const step = series.names.length > 1 ? 11 : 0;
  const band = Math.max(series.names.length * 11 + 9, 24);
  const layers = series.names.flatMap((name, at) => {
    const dy = (at - (series.names.length - 1) / 2) * step;
    const own = groups.filter((group) => group.colour === name);
    const dots = marks.filter((mark) => mark.colour === name);
    const colour = series.colour(name);
    const place = { y: 'x', dy, ...facet };
    const each = Plot.dot(dots, {
      ...place,
      x: 'y',
      r: isMean ? 1.4 : 2.2,
      symbol: (isMean ? 'circle' : series.symbol(name)) as Plot.SymbolType,
      fill: colour,
      fillOpacity: isMean ? 0.35 : 0.55,
    });
    const [low, high] = isMean
      ? [(group: MarkGroup) => group.interval?.[0], (group: MarkGroup) => group.interval?.[1]]
      : [(group: MarkGroup) => group.quartiles[0], (group: MarkGroup) => group.quartiles[2]];
    return [
      marks.length <= MOST_MARKS && (!isMean || dots.length > own.length) ? each : null,
      Plot.ruleY(
        own.filter((group) => low(group) !== undefined),
        {
          ...place,
          x1: low as (group: MarkGroup) => number,
          x2: high as (group: MarkGroup) => number,
          stroke: colour,
          strokeWidth: isMean ? 1.75 : 5,
          strokeOpacity: isMean ? 1 : 0.3,
          strokeLinecap: 'round',
        },
      ),
      isMean
        ? Plot.dot(own, {
            ...place,
            x: 'mean',
            symbol: series.symbol(name) as Plot.SymbolType,
            r: 4,
            fill: colour,
            stroke: 'var(--paper)',
            strokeWidth: 0.75,
          })
        : Plot.tickX(own, {
            ...place,
            x: (group: MarkGroup) => group.quartiles[1],
            stroke: colour,
            strokeWidth: 2.5,
            insetTop: Math.max(band / 2 - 8, 2),
            insetBottom: Math.max(band / 2 - 8, 2),
          }),
      Plot.tip(
        own,
        Plot.pointer({
          ...place,
          x: isMean ? 'mean' : (group: MarkGroup) => group.quartiles[1],
          title: (group: MarkGroup) => told(choice, group),
          ...TIP,
        }),
      ),
    ];
  });
  return Plot.plot({
    ...common,
    height: domain.length * band + (choice.facet ? 78 : 56),
    marginTop: choice.facet ? 34 : 12,
    marginBottom: 40,
    x: { label: choice.y.name, grid: true, nice: true, labelAnchor: 'center', labelArrow: 'none' },
    y: { type: 'band', domain: [...domain], label: null, padding: 0 },
    marks: [Plot.ruleY(domain.slice(1), { y: (name) => name, stroke: 'none' }), ...layers],
  });
}

function told(choice: Choice, group: MarkGroup): string {
  const of = [choice.x, choice.colour, choice.facet];
  const names = [group.x, group.colour, group.facet];
  const lines = of.flatMap((column, at) => (column ? [`${column.name}: ${names[at]}`] : []));
  const [low, median, high] = group.quartiles.map(short);
  const interval = group.interval ? ` (${group.interval.map(short).join(' to ')})` : '';
  return [
    ...lines,
    choice.kind === 'interval'
      ? `mean ${short(group.mean)}${interval}, n = ${group.n}`
      : `median ${median} (quartiles ${low}, ${high}), n = ${group.n}`,
  ].join('\n');
}

const TIP = { fill: 'var(--paper)', stroke: 'var(--line)', fontSize: 12 };

export function short(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

function histograms(
  choice: Choice,
  marks: readonly Mark[],
  domain: readonly string[],
  common: Common,
  facet: Facet,
): Element {
  const medians = groupsOf(marks.map((mark) => ({ ...mark, colour: '' })));
  return Plot.plot({
    ...common,
    height: domain.length * 40 + 60,
    marginBottom: 40,
    x: { label: choice.y.name, grid: true, labelAnchor: 'center', labelArrow: 'none' },
    y: { axis: null },
    fy: { domain: [...domain], label: null, axis: 'left', padding: 0.15 },
    marks: [
      Plot.rectY(
        marks,
        Plot.binX<Plot.RectYOptions>(
          { y: 'count' },
          { x: 'y', fy: 'x', ...facet, fill: 'var(--series-1)', thresholds: 60 },
        ),
      ),
      Plot.ruleX(medians, {
        x: (group: MarkGroup) => group.quartiles[1],
        fy: 'x',
        ...facet,
        stroke: INK,
        strokeWidth: 1.5,
      }),
      Plot.ruleY([0], { stroke: 'var(--line)' }),
    ],
  });
}

function scatter(
  study: Study,
  choice: Choice,
  marks: readonly Mark[],
  series: Series,
  common: Common,
  facet: Facet,
): Element {
  const isMany = marks.length > MOST_MARKS;
  const layers = isMany
    ? [
        Plot.rect(
          marks,
          Plot.bin<Plot.RectOptions>(
            { fillOpacity: 'count' },
            { x: 'x', y: 'y', ...facet, fill: 'var(--series-1)', thresholds: 50, inset: 0 },
          ),
        ),
      ]
    : series.names.map((name) =>
        Plot.dot(
          marks.filter((mark) => mark.colour === name),
          {
            x: 'x',
            y: 'y',
            ...facet,
            symbol: series.symbol(name) as Plot.SymbolType,
            r: marks.length > 400 ? 2.4 : 3.2,
            stroke: series.colour(name),
            fill: series.colour(name),
            fillOpacity: 0.25,
            strokeWidth: 1,
          },
        ),
      );
  const title = (mark: Mark) =>
    [study.id(mark.place), `${choice.x.name}: ${mark.x}`, `${choice.y.name}: ${mark.y}`].join('\n');
  return Plot.plot({
    ...common,
    height: 440,
    marginTop: choice.facet ? 34 : 24,
    marginLeft: 56,
    marginBottom: 40,
    x: { label: choice.x.name, grid: true, nice: true, labelAnchor: 'center', labelArrow: 'none' },
    y: { label: choice.y.name, grid: true, nice: true, labelArrow: 'none' },
    // The fewest still show.
    opacity: { range: [0.12, 1], type: 'sqrt' },
    marks: [
      ...layers,
      isMany ? null : Plot.tip(marks, Plot.pointer({ x: 'x', y: 'y', ...facet, title, ...TIP })),
    ],
  });
}
