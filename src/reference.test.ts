import { expect, test } from 'vitest';
import { defineCatalog, dimension, glob, replicates } from './catalog/define.js';
import { digestOf } from './definition/digest.js';
import {
  catalogPage,
  type Field,
  fieldsOf,
  generatorsPage,
  type Said,
} from './reference.fixture.js';
import { byProject, soundStudy } from './study.fixture.js';

/** A small study that is done. */
const DONE = {
  dimensions: `{ data: dimension(['a', 'b']), model: dimension(['ols', 'logit']) }`,
  estimate: {
    outputs: `{ fit: 'fit.json' }`,
    run: `'./estimate.ts'`,
  },
  compare: {
    over: `['data']`,
    needs: `{ fits: 'estimate' }`,
    outputs: `{ table: 'table.csv' }`,
    run: `'./compare.ts'`,
  },
};

/** Fields of `estimate`, each as it may stand in a catalog. */
const TASK: { readonly [field: string]: string } = {
  over: `['data']`,
  needs: `{ table: 'prepare' }`,
  inputs: `{ table: 'src/data/{data}.csv' }`,
  args: `{ depth: 3 }`,
  outputs: `{ fit: 'fit.json', log: 'log.txt' }`,
  sources: `['src/lib/**']`,
  persist: `true`,
  version: `'2'`,
  runtime: `['python3 --version']`,
  env: `{ OMP_NUM_THREADS: '1' }`,
  timeout: `'2h'`,
  retries: `2`,
  resources: `{ cpus: 4, memory: '8GB' }`,
  batch: `false`,
  reads: `'any'`,
  description: `'Fits one model to one dataset'`,
  run: `'./fit.ts'`,
  command: `['python3', 'src/fit.py', '{data}', '{outputs.fit}']`,
};

const CATALOG: { readonly [field: string]: string } = {
  name: `'growth'`,
  bld: `'out'`,
  dimensions: `{ data: dimension(['a', 'b', 'c']), model: dimension(['ols', 'logit']) }`,
  exclude: `[{ data: 'b', model: 'log*' }]`,
  where: `({ levels }) => levels.data.name !== 'b'`,
  tasks: `{ …, figure: { outputs: { svg: 'figure.svg' }, run: './figure.ts' } }`,
};

const DIMENSION: { readonly [option: string]: string } = {
  default: `dimension(['classical', 'robust'], { default: 'classical' })`,
  replicate: `dimension(['1', '2', '3'], { replicate: true })`,
};

/** The digests of a study, by project. */
function digests(definition: string): Map<string, string> {
  const names = { defineCatalog, dimension, glob, replicates };
  const make = new Function(...Object.keys(names), `return defineCatalog(${definition});`);
  const catalog = make(...Object.values(names));
  const study = soundStudy(catalog);
  return new Map(
    Object.entries(byProject(study)).map(([project, one]) => [
      project,
      digestOf(one, { code: [], data: [] }),
    ]),
  );
}

function textOf(fields: { readonly [field: string]: string }): string {
  return `{ ${Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')} }`;
}

interface Edit {
  readonly catalog?: { readonly [field: string]: string };
  readonly estimate?: { readonly [field: string]: string };
  readonly tasks?: string;
}

function studyWith({ catalog = {}, estimate = DONE.estimate, tasks = '' }: Edit): string {
  const prepare = `prepare: { outputs: { table: 'table.csv' }, run: './prepare.ts' }`;
  return textOf({
    dimensions: DONE.dimensions,
    ...catalog,
    tasks: `{ ${prepare}, estimate: ${textOf(estimate)}, compare: ${textOf(DONE.compare)}${tasks} }`,
  });
}

/** What of a study that is done runs again after an edit, in words. */
function effectOf(before: string, after: string): string {
  const [was, is] = [digests(before), digests(after)];
  const ofTask = (task: string) => {
    const old = [...was.keys()].filter((name) => name.split('/').at(-2) === task);
    const kept = old.filter((name) => is.has(name));
    const changed = kept.filter((name) => was.get(name) !== is.get(name));
    return { gone: old.length - kept.length, kept: kept.length, changed: changed.length };
  };
  const [estimate, compare] = [ofTask('estimate'), ofTask('compare')];
  const isNew = [...is.keys()].some((name) => !was.has(name));
  const isAll = compare.kept === 0 || compare.changed === compare.kept;
  if (estimate.kept === 0) return `${isAll ? 'all' : "the task's"} experiments are new ones`;
  if (estimate.changed === estimate.kept)
    return isAll ? 'everything runs' : "the task's experiments run";
  if (estimate.changed > 0) throw new Error('only some of its experiments have another hash');
  const aggregates = compare.changed > 0 ? '; aggregates that see other ones run' : '';
  return `${isNew ? 'the new experiments run' : 'nothing runs'}${aggregates}`;
}

function said(
  fields: readonly Field[],
  examples: { readonly [field: string]: string },
  effect: (field: string) => string,
): Said[] {
  const missing = Object.keys(examples).filter(
    (name) => !fields.some((field) => field.name === name),
  );
  expect(missing).toEqual([]);
  return fields.map((field) => {
    const example = examples[field.name];
    if (example === undefined) throw new Error(`there is no example of ${field.name}`);
    return { ...field, example, effect: effect(field.name) };
  });
}

test('the reference of the catalog is that of its types, with what each field does to hashes', async () => {
  const done = studyWith({});
  const task = said(fieldsOf('TaskDefinition'), TASK, (field) => {
    const { run, ...rest } = DONE.estimate;
    const kept = field === 'command' ? rest : { ...rest, run };
    return effectOf(done, studyWith({ estimate: { ...kept, [field]: TASK[field]! } }));
  });
  const catalog = said(fieldsOf('CatalogDefinition'), CATALOG, (field) =>
    effectOf(
      done,
      field === 'tasks'
        ? studyWith({ tasks: `, figure: { outputs: { svg: 'figure.svg' }, run: './figure.ts' }` })
        : studyWith({ catalog: { [field]: CATALOG[field]! } }),
    ),
  );
  const options = said(fieldsOf('DimensionOptions'), DIMENSION, (option) => {
    const withIt = DONE.dimensions.replace('{', `{ se: ${DIMENSION[option]},`);
    const without = DONE.dimensions.replace('{', `{ se: dimension(['1', '2', '3']),`);
    return option === 'default'
      ? effectOf(done, studyWith({ catalog: { dimensions: withIt } }))
      : effectOf(
          studyWith({ catalog: { dimensions: without } }),
          studyWith({ catalog: { dimensions: withIt } }),
        );
  });
  const page = catalogPage([
    { title: 'defineCatalog', fields: catalog },
    { title: 'A task', fields: task },
    { title: 'The options of dimension', fields: options },
  ]);
  await expect(page).toMatchFileSnapshot('../docs/reference/catalog.md');
});

test('the reference of generators is that of their schemas', async () => {
  await expect(generatorsPage()).toMatchFileSnapshot('../docs/reference/generators.md');
});
