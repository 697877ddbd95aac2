import type { Report } from '../problems/report.js';
import { combination, compareText, type TaskExperiment } from './experiments.js';
import type { Joined } from './joined.js';

/**
 * The one rule by which needs are joined: equal levels on the dimensions that both tasks vary over.
 * A producer that varies over more fans in (a list, sorted by id); one that varies over fewer is shared.
 *
 * @param producer names the producing task in a report
 * @returns what each consumer needs, in the order of `consumers`; undefined where nothing matches,
 *   which goes into the report
 */
export function join(
  consumers: readonly TaskExperiment[],
  producers: readonly TaskExperiment[],
  overs: { readonly consumer: readonly string[]; readonly producer: readonly string[] },
  producer: string,
  report: Report,
): (Joined | undefined)[] {
  const shared = overs.producer.filter((name) => overs.consumer.includes(name));
  const fansIn = shared.length < overs.producer.length;
  const matches = groupBy(producers, (producer) => keyOn(shared, producer));
  const unmatched: TaskExperiment[] = [];
  const joined = consumers.map((consumer) => {
    const found = matches.get(keyOn(shared, consumer));
    if (found === undefined) unmatched.push(consumer);
    return found === undefined || fansIn
      ? found?.toSorted((a, b) => compareText(a.id, b.id))
      : found[0];
  });
  const [first] = unmatched;
  if (first !== undefined) {
    const more = unmatched.length - 1;
    const on = combination({ levels: first.levels.filter((l) => shared.includes(l.dimension)) });
    report.add(
      'NXE025',
      '',
      `the experiment ${first.id}${more === 0 ? '' : ` (and ${more} more)`} finds no experiment of ${producer}${on === '' ? '' : ` with ${on}`}`,
      'exclude it here too, or keep it there',
    );
  }
  return joined;
}

/** Level names have no comma. */
function keyOn(shared: readonly string[], { levels }: TaskExperiment): string {
  return shared.map((name) => levels.find((l) => l.dimension === name)!.level.name).join();
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}
