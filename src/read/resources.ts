import { millisecondsOf } from '../catalog/duration.js';
import { canonical } from '../catalog/json.js';
import type { DimensionModel, TaskModel } from '../catalog/model.js';
import { bytesOf, type ReadResources } from '../catalog/resources.js';
import type { Problem } from '../problems/problem.js';
import { type Report, reportInto } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { oneOf, suggestion } from '../problems/suggest.js';

const KEYS = ['cpus', 'memory', 'gpus', 'time'];

/** More than any machine has: a typing error. */
const MOST = 100_000;

/** What evaluating a function of `{ levels }` takes. */
export interface TaskLevels {
  /** The task's own, in the order of its `over`. */
  readonly dimensions: readonly DimensionModel[];
  readonly experiments: TaskModel['experiments'];
  readonly placeOf: (thrown: unknown) => string | undefined;
}

/**
 * A task's `resources`: for all of its experiments one list, or where a function gives them, one for each.
 * A list has what the first, the second, … attempt takes.
 */
export function readResources(
  value: unknown,
  report: Report,
  { dimensions, experiments, placeOf }: TaskLevels,
): Pick<TaskModel, 'resources'> {
  if (value === undefined) return {};
  if (typeof value !== 'function') return { resources: [readAttempts(value, report)] };
  const known = new Map<string, readonly ReadResources[]>();
  const all: (readonly ReadResources[])[] = [];
  for (const tuple of experiments) {
    const levels = Object.fromEntries(
      dimensions.map(({ name, levels }, i) => {
        const level = levels[tuple[i]!]!;
        return [name, { ...level.fields, name: level.name }];
      }),
    );
    const which = Object.entries(levels).map(([name, level]) => `${name}=${level.name}`);
    const where = which.length === 0 ? '' : ` for ${which.join(', ')}`;
    let given: unknown;
    try {
      given = value({ levels });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const place = placeOf(error);
      const at = place === undefined ? '' : ` (${place})`;
      report.add('NXE002', '', `throws${where}: ${text}${at}`, 'fix the code that it runs');
      return {};
    }
    const problems: Problem[] = [];
    const list = readAttempts(given, reportInto(problems, ''));
    // Once: the others are as wrong, most likely.
    for (const { code, path, wrong, mend } of problems)
      report.add(code, path, `${wrong}${where}`, mend);
    if (problems.length > 0) return {};
    const key = canonical(list as never);
    const shared = known.get(key) ?? list;
    known.set(key, shared);
    all.push(shared);
  }
  return { resources: all };
}

function readAttempts(value: unknown, report: Report): readonly ReadResources[] {
  if (!Array.isArray(value)) return [readOne(value, report)];
  if (value.length === 0)
    report.add(
      'NXE010',
      '',
      'is an empty list',
      'give what the first attempt takes, or leave it out',
    );
  return value.map((one, i) => readOne(one, report.at(`[${i}]`)));
}

function readOne(value: unknown, report: Report): ReadResources {
  if (!isPlainObject(value)) {
    report.add(
      'NXE010',
      '',
      `is ${showValue(value)}`,
      "write { cpus: 4, memory: '8GB' }, a list of such, or a function that gives it",
    );
    return {};
  }
  for (const key of Object.keys(value).filter((key) => !KEYS.includes(key)))
    report.add('NXE009', key, `is no resource${suggestion(key, KEYS)}`, oneOf(KEYS));
  const read: { -readonly [K in keyof ReadResources]: ReadResources[K] } = {};
  for (const key of ['cpus', 'gpus'] as const) {
    const count = value[key];
    const least = key === 'cpus' ? 1 : 0;
    if (count === undefined) continue;
    if (Number.isInteger(count) && (count as number) >= least && (count as number) <= MOST)
      read[key] = count as number;
    else report.add('NXE010', key, `is ${showValue(count)}`, `give a whole number from ${least}`);
  }
  if (value.memory !== undefined) {
    const bytes = typeof value.memory === 'string' ? bytesOf(value.memory) : Number.NaN;
    if (bytes > 0) read.memory = bytes;
    else
      report.add(
        'NXE010',
        'memory',
        `is ${showValue(value.memory)}, not an amount of memory`,
        "write '500MB', '4GB' or '1TB'",
      );
  }
  if (value.time !== undefined) {
    const time = typeof value.time === 'number' ? value.time : millisecondsOf(String(value.time));
    if (time > 0 && Number.isFinite(time)) read.time = time;
    else
      report.add(
        'NXE010',
        'time',
        `is ${showValue(value.time)}, not a time`,
        "write '30m', '2h' or milliseconds",
      );
  }
  return read;
}
