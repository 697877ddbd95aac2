import type { ReasonGroup, State } from './data.js';

/** An experiment, for being grouped. */
export interface Grouped {
  readonly task: string;
  readonly levels: { readonly [dimension: string]: string };
  readonly state: State;
  readonly reasons: readonly string[];
}

/**
 * Experiments of one task, one state and one reason are one group, which is named by the levels that tell it
 * from the others of its task: `model=logit`. The largest comes first.
 */
export function groupsOf(experiments: readonly Grouped[]): ReasonGroup[] {
  const groups = new Map<string, Grouped[]>();
  const ofTask = new Map<string, number>();
  for (const experiment of experiments) {
    ofTask.set(experiment.task, (ofTask.get(experiment.task) ?? 0) + 1);
    for (const reason of experiment.reasons) {
      const key = JSON.stringify([experiment.task, experiment.state, reason]);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [experiment]);
      else group.push(experiment);
    }
  }
  return [...groups]
    .map(([key, members]): ReasonGroup => {
      const [task, state, reason] = JSON.parse(key) as [string, State, string];
      const isWhole = members.length === ofTask.get(task);
      const where = isWhole ? [] : shared(members);
      return { task, state, experiments: members.length, where, reason };
    })
    .sort((a, b) => b.experiments - a.experiments);
}

/** The levels that all of them have. */
function shared(members: readonly Grouped[]): string[] {
  const [first, ...others] = members;
  return Object.entries(first!.levels)
    .filter(([dimension, level]) => others.every(({ levels }) => levels[dimension] === level))
    .map(([dimension, level]) => `${dimension}=${level}`);
}
