import type { RegressionFit } from './fit';
import { nameAndUnit } from './labels';
import { COLOURS, element, figure, line, text } from './svg';

const WIDTH = 690;
const LEFT = 176;
const RIGHT = WIDTH - 138;
const TOP = 92;
const ROW = 52;

/** The 97.5th percentile of the normal distribution. */
const Z = 1.959964;

/** Each regressor's effect, per standard deviation so that their sizes compare, with an interval. */
export function coefficientPlot(fit: RegressionFit, title: string): string {
  const rows = Object.entries(fit.marginal_effects).map(([regressor, effect]) => {
    const scale = fit.standard_deviations[regressor]!;
    const margin = Z * fit.marginal_effect_standard_errors[regressor]! * scale;
    return { regressor, scale, effect: effect * scale, margin };
  });
  const ticks = ticksFor(
    Math.min(0, ...rows.map((row) => row.effect - row.margin)),
    Math.max(0, ...rows.map((row) => row.effect + row.margin)),
  );
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const at = (value: number) => LEFT + ((value - low) / (high - low)) * (RIGHT - LEFT);
  const bottom = TOP + rows.length * ROW;

  const axis = ticks.flatMap((tick) => [
    line([at(tick), TOP], [at(tick), bottom], {
      stroke: tick === 0 ? COLOURS.quiet : COLOURS.rule,
    }),
    text(at(tick), bottom + 20, plain(tick), { 'text-anchor': 'middle', fill: COLOURS.quiet }),
  ]);
  const marks = rows.flatMap(({ regressor, scale, effect, margin }, i) => {
    const y = TOP + (i + 0.5) * ROW;
    const [name, unit] = nameAndUnit(regressor);
    return [
      text(LEFT - 20, y - 2, name, { 'text-anchor': 'end' }),
      text(LEFT - 20, y + 14, `sd ${scale.toPrecision(3)} ${unit}`, {
        'text-anchor': 'end',
        'font-size': 11,
        fill: COLOURS.quiet,
      }),
      line([at(effect - margin), y], [at(effect + margin), y], {
        stroke: COLOURS.accent,
        'stroke-width': 2.5,
        'stroke-linecap': 'round',
      }),
      element('circle', { cx: at(effect), cy: y, r: 5, fill: COLOURS.accent }),
      text(RIGHT + 20, y + 4, `${plain(effect, 3)} ±${plain(margin, 3)}`, { 'font-size': 12 }),
    ];
  });
  const caption = `Change in the probability of being ${fit.dependent} per standard deviation, with 95% intervals`;
  return figure(WIDTH, bottom + 40, title, caption, [...axis, ...marks]);
}

/** Round numbers from just below `low` to just above `high`; about six. */
function ticksFor(low: number, high: number): number[] {
  const rough = (high - low) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * (([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) as number);
  const first = Math.floor(low / step);
  const count = Math.ceil(high / step) - first;
  return Array.from({ length: count + 1 }, (_, i) => Number(((first + i) * step).toPrecision(10)));
}

/** A number with a proper minus sign. */
function plain(value: number, digits?: number): string {
  const written = digits === undefined ? String(value) : value.toFixed(digits);
  return written.replace('-', '−');
}
