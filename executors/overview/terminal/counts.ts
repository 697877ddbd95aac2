import { type ExperimentData, STATES, type State } from '../data.js';
import { LOOKS, type Paint, type Terminal } from './style.js';

/** How many are in each state. */
export type Counts = ReadonlyMap<State, number>;

export function countsOf(experiments: readonly Pick<ExperimentData, 'state'>[]): Counts {
  const counts = new Map<State, number>();
  for (const { state } of experiments) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/**
 * `✖ 1 failed  ✔ 20 current` after a label; what does not fit stands below, no line breaks in a count.
 *
 * @param label what stands before the counts, without colour
 * @returns what stands after the label, and the lines below it
 */
export function countsText(
  counts: Counts,
  label: string,
  { columns }: Terminal,
  paint: Paint,
): string {
  const indent = label.length > columns / 2 ? '    ' : ' '.repeat(label.length);
  let width = label.length;
  return STATES.filter((state) => counts.has(state))
    .map((state, i) => {
      const { sign, ink } = LOOKS[state];
      const text = `${sign} ${amount(counts.get(state)!)} ${state}`;
      const isFirst = i === 0 && width + text.length <= columns;
      const fits = i > 0 && width + text.length + 2 <= columns;
      const before = isFirst ? '' : fits ? '  ' : `\n${indent}`;
      width = (isFirst || fits ? width + before.length : indent.length) + text.length;
      return before + paint(ink, text);
    })
    .join('');
}

export function amount(count: number): string {
  return count.toLocaleString('en');
}
