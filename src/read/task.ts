import { KIND } from '../catalog/define.js';
import type { DimensionModel, TaskId, TaskModel } from '../catalog/model.js';
import { taskNameProblem } from '../catalog/names.js';
import type { Report } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { oneOf, suggestion } from '../problems/suggest.js';
import { readArgs } from './fields.js';
import { readGlobs, readInputs, readOutputs } from './files.js';
import { readProgram } from './program.js';
import { readEnv, readReads, readRetries, readTimeout, readVersion } from './settings.js';
import { readBoolean, readList, readRecord, readText } from './values.js';

const KEYS = [
  'over',
  'needs',
  'inputs',
  'args',
  'outputs',
  'sources',
  'persist',
  'version',
  'runtime',
  'env',
  'timeout',
  'retries',
  'resources',
  'batch',
  'reads',
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
export type ReadTask = Omit<TaskModel, 'experiments' | 'resources' | 'closure'>;

/** Reads one task as it stands in a catalog. */
export function readTask(
  name: string,
  value: unknown,
  report: Report,
  context: TaskContext,
): ReadTask | undefined {
  const nameProblem = taskNameProblem(name);
  if (nameProblem !== undefined) report.add('NXE011', '', nameProblem, 'rename it');
  if (!isPlainObject(value)) {
    report.add(
      'NXE010',
      '',
      `is ${showValue(value)}, not a task`,
      'write { outputs: { … }, run: … }',
    );
    return undefined;
  }
  for (const key of Object.keys(value).filter((key) => !KEYS.includes(key)))
    report.add('NXE009', key, `is no property of a task${suggestion(key, KEYS)}`, oneOf(KEYS));
  return {
    name,
    over: readOver(value.over, report.at('over'), context.dimensions),
    needs: readNeeds(value.needs, report.at('needs'), context),
    inputs: readInputs(value.inputs, report.at('inputs')),
    args: readArgs(value.args, report.at('args')),
    outputs: readOutputs(value.outputs, report.at('outputs')),
    sources: readGlobs(value.sources, report.at('sources')),
    persist: readBoolean(value.persist, report.at('persist')) ?? false,
    runtime: readList(value.runtime, report.at('runtime')),
    env: readEnv(value.env, report.at('env')),
    retries: readRetries(value.retries, report.at('retries')),
    batch: readBoolean(value.batch, report.at('batch')) ?? true,
    ...readProgram(value, report, context.file),
    ...defined('version', readVersion(value.version, report.at('version'))),
    ...defined('timeout', readTimeout(value.timeout, report.at('timeout'))),
    ...defined('reads', readReads(value.reads, report.at('reads'))),
    ...defined('description', readText(value.description, report.at('description'))),
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
        'NXE013',
        `[${i}]`,
        `there is no dimension ${showValue(name)}${suggestion(name, names)}`,
        oneOf(names),
      );
    if (over.indexOf(name) < i)
      report.add('NXE012', `[${i}]`, `names ${showValue(name)} twice`, 'remove one');
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
    if (!taskNames.includes(need))
      report.add(
        'NXE013',
        '',
        `there is no task ${showValue(need)} in this catalog${suggestion(need, taskNames)}`,
        oneOf(taskNames),
      );
    // Also of one that is not there: what refers to the need is then no error of its own.
    return { catalog: file, task: need };
  }
  if (isPlainObject(need) && need[KIND] === 'task') {
    const catalog = fileOf(need.catalog);
    if (catalog !== undefined) return { catalog, task: String(need.name) };
    report.add(
      'NXE027',
      '',
      `is the task ${showValue(need.name)} of a catalog that no file exports as its default`,
      'export that catalog as default',
    );
    return undefined;
  }
  report.add(
    'NXE027',
    '',
    `is ${showValue(need)}, not a task`,
    need === undefined
      ? 'check the name of the task in the other catalog, and that the two catalogs do not import each other'
      : 'name a task of this catalog, or write otherCatalog.tasks.name',
  );
  return undefined;
}
