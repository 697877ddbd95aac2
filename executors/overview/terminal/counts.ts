import { type ExperimentData, STATES, type State } from '../data.js';
import { LOOKS, type Paint } from './style.js';

/** How many are in each state. */
export type Counts = ReadonlyMap<State, number>;

export function countsOf(experiments: readonly Pick<ExperimentData, 'state'>[]): Counts {
  const counts = new Map<State, number>();
  for (const { state } of experiments) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/** `✖ 1 failed  ✔ 20 current` */
export function countsText(counts: Counts, paint: Paint): string {
  return STATES.filter((state) => counts.has(state))
    .map((state) => {
      const { sign, ink } = LOOKS[state];
      return paint(ink, `${sign} ${amount(counts.get(state)!)} ${state}`);
    })
    .join('  ');
}

export function amount(count: number): string {
  return count.toLocaleString('en');
}
