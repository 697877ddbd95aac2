import { posix } from 'node:path';
import { KIND } from './catalog.js';
import type { DimensionModel, TaskId, TaskModel } from './model.js';
import { keyProblem, taskNameProblem } from './names.js';
import { normalized, normalizeInside, overlapping, writtenPathProblem } from './paths.js';
import { fill, placeholdersIn } from './placeholders.js';
import { isPlainObject, type Report, showValue } from './report.js';
import { oneOf, suggestion } from './suggest.js';

const KEYS = [
  'over',
  'needs',
  'inputs',
  'outputs',
  'sources',
  'persist',
  'version',
  'runtime',
  'env',
  'timeout',
  'retries',
  'batch',
  'description',
  'run',
  'command',
];

/** What reading a task has to know of the catalog that it stands in. */
export interface TaskContext {
  readonly file: string;
  readonly dimensions: readonly DimensionModel[];
  readonly taskNames: readonly string[];
  /** The file that exports a catalog, if one does. */
  readonly fileOf: (catalog: unknown) => string | undefined;
}

/** A task as it was read, before its experiments and its code are known. */
export type ReadTask = Omit<TaskModel, 'experiments' | 'closure'>;

/** Reads one task as it stands in a catalog. */
export function readTask(
  name: string,
  value: unknown,
  report: Report,
  context: TaskContext,
): ReadTask | undefined {
  const nameProblem = taskNameProblem(name);
  if (nameProblem !== undefined) report.add('', nameProblem, 'rename it');
  if (!isPlainObject(value)) {
    report.add('', `is ${showValue(value)}, not a task`, 'write { outputs: { … }, run: … }');
    return undefined;
  }
  for (const key of Object.keys(value).filter((key) => !KEYS.includes(key)))
    report.add(key, `is no property of a task${suggestion(key, KEYS)}`, oneOf(KEYS));
  return {
    name,
    over: readOver(value.over, report.at('over'), context.dimensions),
    needs: readNeeds(value.needs, report.at('needs'), context),
    inputs: readInputs(value.inputs, report.at('inputs')),
    outputs: readOutputs(value.outputs, report.at('outputs')),
    sources: readSources(value.sources, report.at('sources')),
    persist: readBoolean(value.persist, report.at('persist')) ?? false,
    runtime: readList(value.runtime, report.at('runtime')),
    env: readEnv(value.env, report.at('env')),
    retries: readRetries(value.retries, report.at('retries')),
    batch: readBoolean(value.batch, report.at('batch')) ?? true,
    ...readProgram(value, report, context.file),
    ...defined('version', readVersion(value.version, report.at('version'))),
    ...defined('timeout', readTimeout(value.timeout, report.at('timeout'))),
    ...defined('description', readDescription(value.description, report.at('description'))),
  };
}

function defined<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };
}

function readOver(value: unknown, report: Report, dimensions: readonly DimensionModel[]): string[] {
  const names = dimensions.map((d) => d.name);
  if (value === undefined) return names;
  const over = readList(value, report);
  for (const [i, name] of over.entries()) {
    if (name === '') continue;
    if (!names.includes(name))
      report.add(
        `[${i}]`,
        `there is no dimension ${showValue(name)}${suggestion(name, names)}`,
        oneOf(names),
      );
    if (over.indexOf(name) < i)
      report.add(`[${i}]`, `names ${showValue(name)} twice`, 'remove one');
  }
  return names.filter((name) => over.includes(name));
}

function readNeeds(value: unknown, report: Report, context: TaskContext): ReadTask['needs'] {
  const needs: { [need: string]: TaskId } = {};
  for (const [key, need] of readRecord(value, report)) {
    const id = readNeed(need, report.at(key), context);
    if (id !== undefined) needs[key] = id;
  }
  return needs;
}

function readNeed(need: unknown, report: Report, { file, taskNames, fileOf }: TaskContext) {
  if (typeof need === 'string') {
    if (taskNames.includes(need)) return { catalog: file, task: need };
    report.add(
      '',
      `there is no task ${showValue(need)} in this catalog${suggestion(need, taskNames)}`,
      oneOf(taskNames),
    );
    return undefined;
  }
  if (isPlainObject(need) && need[KIND] === 'task') {
    const catalog = fileOf(need.catalog);
    if (catalog !== undefined) return { catalog, task: String(need.name) };
    report.add(
      '',
      `is the task ${showValue(need.name)} of a catalog that no file exports as its default`,
      'export that catalog as default',
    );
    return undefined;
  }
  report.add(
    '',
    `is ${showValue(need)}, not a task`,
    need === undefined
      ? 'check the name of the task in the other catalog, and that the two catalogs do not import each other'
      : 'name a task of this catalog, or write otherCatalog.tasks.name',
  );
  return undefined;
}

function readInputs(value: unknown, report: Report): ReadTask['inputs'] {
  const inputs: { [input: string]: string | string[] } = {};
  for (const [key, paths] of readRecord(value, report)) {
    const list = Array.isArray(paths) ? paths : [paths];
    const normal = list.map((path, i) => {
      const at = Array.isArray(paths) ? report.at(key).at(`[${i}]`) : report.at(key);
      const inside = typeof path === 'string' ? normalizeInside(path) : undefined;
      if (inside === undefined)
        at.add(
          '',
          `is ${showValue(path)}, not a path inside the workspace`,
          'give a path relative to the workspace root, with /',
        );
      // What a placeholder stands for may have several parts: such a path is normalized when filled.
      return inside === undefined || placeholdersIn(path).length > 0 ? String(path) : inside;
    });
    inputs[key] = Array.isArray(paths) ? normal : normal[0]!;
  }
  return inputs;
}

function readOutputs(value: unknown, report: Report): ReadTask['outputs'] {
  const outputs: { [output: string]: string } = {};
  for (const [key, path] of readRecord(value, report)) {
    const problem =
      typeof path === 'string'
        ? writtenPathProblem(fill(path, () => 'x'))
        : `is ${showValue(path)}, not a path`;
    if (problem !== undefined)
      report.add(key, problem, "give the path of a file inside the experiment's own folder");
    else {
      const text = path as string;
      outputs[key] = placeholdersIn(text).length > 0 ? text : normalized(text);
    }
  }
  if (value === undefined || (isPlainObject(value) && Object.keys(value).length === 0))
    report.add('', 'a task has at least one output', "write outputs: { name: 'file' }");
  const [one, other] = overlapping(Object.entries(outputs)) ?? [];
  if (one !== undefined)
    report.add(
      '',
      `${one} and ${other} are one place, or one is inside the other`,
      'give each output a path of its own',
    );
  return outputs;
}

function readProgram(
  value: { readonly [key: string]: unknown },
  report: Report,
  file: string,
): Pick<TaskModel, 'run' | 'command'> {
  const { run, command } = value;
  if ((run === undefined) === (command === undefined)) {
    report.add(
      '',
      run === undefined ? 'has neither run nor command' : 'has both run and command',
      'give one of them',
    );
    return {};
  }
  if (run !== undefined) {
    const path =
      typeof run !== 'string'
        ? ''
        : /^\.\.?\//.test(run)
          ? posix.join(posix.dirname(file), run)
          : run;
    const inside = normalizeInside(path);
    if (inside === undefined)
      report.add(
        'run',
        `is ${showValue(run)}, not a module inside the workspace`,
        "give a path such as './estimate.ts'",
      );
    return inside === undefined ? {} : { run: inside };
  }
  for (const [i, part] of (Array.isArray(command) ? command : [command]).entries())
    if (typeof part === 'string' && part.includes('\0'))
      report
        .at('command')
        .add(
          Array.isArray(command) ? `[${i}]` : '',
          'has a NUL character',
          'no argument can hold one',
        );
  if (typeof command === 'string' && command.trim() !== '') return { command };
  if (Array.isArray(command) && command.length > 0) {
    for (const [i, part] of command.entries())
      if (typeof part !== 'string' || (i === 0 && part === ''))
        report.at('command').add(`[${i}]`, `is ${showValue(part)}, not a text`, 'give a text');
    return { command: command.filter((part) => typeof part === 'string') };
  }
  report.add(
    'command',
    `is ${showValue(command)}`,
    'give a program with its arguments, or a text for the shell',
  );
  return {};
}

function readVersion(value: unknown, report: Report): string | number | undefined {
  if (value === undefined || typeof value === 'string' || Number.isFinite(value))
    return value as string | number | undefined;
  report.add('', `is ${showValue(value)}, not a version`, 'give a text or a number');
  return undefined;
}

function readTimeout(value: unknown, report: Report): number | undefined {
  if (value === undefined) return undefined;
  const units: { [unit: string]: number } = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)$/.exec(String(value)) ?? [];
  const milliseconds =
    typeof value === 'number' ? value : Number(amount) * (units[unit ?? ''] ?? Number.NaN);
  if (milliseconds > 0 && milliseconds < 2 ** 31) return milliseconds;
  report.add(
    '',
    `is ${showValue(value)}, not a time`,
    "write '30s', '10m', '2h' or milliseconds, up to 24 days",
  );
  return undefined;
}

function readRetries(value: unknown, report: Report): number {
  if (value === undefined) return 0;
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1000)
    return value as number;
  report.add(
    '',
    `is ${showValue(value)}, not a number of retries`,
    'give a whole number from 0 to 1000',
  );
  return 0;
}

function readBoolean(value: unknown, report: Report): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  report.add('', `is ${showValue(value)}`, 'give true or false');
  return undefined;
}

function readDescription(value: unknown, report: Report): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  report.add('', `is ${showValue(value)}`, 'give a text');
  return undefined;
}

function readEnv(value: unknown, report: Report): ReadTask['env'] {
  if (value === undefined) return {};
  if (!isPlainObject(value)) {
    report.add('', `is ${showValue(value)}`, 'give a record of names to texts');
    return {};
  }
  for (const [name, text] of Object.entries(value))
    if (name === '__proto__' || /[=\0]|^$/.test(name))
      report.add(name, `${showValue(name)} cannot name a variable`, 'rename it');
    else if (typeof text !== 'string' || text.includes('\0'))
      report.add(name, `is ${showValue(text)}, not the text of a variable`, 'give a text');
  return value as ReadTask['env'];
}

function readSources(value: unknown, report: Report): string[] {
  return readList(value, report).flatMap((glob, i) => {
    if (glob === '') return [];
    const inside = normalizeInside(glob);
    if (inside !== undefined && !glob.startsWith('!')) return inside;
    report.add(
      `[${i}]`,
      `is ${showValue(glob)}, not a glob inside the workspace`,
      'give a pattern relative to the workspace root, with /',
    );
    return [];
  });
}

/** A list of texts, with an empty text in the place of whatever is none. */
function readList(value: unknown, report: Report): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report.add('', `is ${showValue(value)}, not a list`, 'write it in [ ]');
    return [];
  }
  return Array.from(value, (item, i) => {
    const isText = typeof item === 'string' && item.trim() !== '';
    if (!isText)
      report.add(`[${i}]`, `is ${showValue(item)}, not a text`, 'give one, or remove it');
    return isText ? item : '';
  });
}

function readRecord(value: unknown, report: Report): [string, unknown][] {
  if (value === undefined) return [];
  if (!isPlainObject(value)) {
    report.add('', `is ${showValue(value)}`, 'give a record');
    return [];
  }
  for (const key of Object.keys(value)) {
    const problem = keyProblem(key);
    if (problem !== undefined) report.add(key, problem, 'rename it');
  }
  return Object.entries(value).filter(([key]) => keyProblem(key) === undefined);
}
