import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectConfiguration, ProjectGraph, TargetConfiguration } from '@nx/devkit';
import fastGlob from 'fast-glob';
import { expect, test } from 'vitest';
import { planIn } from '../../../src/definition/plan.js';
import { createNodes } from '../../../src/plugin.js';
import { catalogText, type Files, workspace } from '../../../src/workspace.fixture.js';
import { createContents } from './contents.js';
import { createGatherer } from './evidence.js';
import { createSources } from './matched-sources.js';
import { createTakeFingerprint, signatureOf } from './signature.js';

const CATALOG = `{
  name: 'study',
  dimensions: { d: dimension({ a: { path: 'data/a.csv', x: 1 }, b: { path: 'data/b.csv', x: 2 } }) },
  tasks: {
    prepare: { over: ['d'], inputs: { data: '{d.path}' }, outputs: { out: 'out.csv' }, command: ['cp', '{inputs.data}', '{outputs.out}'] },
    fit: {
      over: ['d'], PERSIST
      run: './fit.ts', sources: ['lib/*.txt'], runtime: ['cat version.txt'],
      inputs: { folder: 'tables', linked: 'linked.csv' }, needs: { p: 'prepare' }, outputs: { fit: 'fit.json' },
    },
    script: { over: ['d'], PERSIST command: ['python3', 'py/run.py', '{d.path}', '{outputs.o}'], outputs: { o: 'o.txt' } },
  },
}`;

const FILES: Files = {
  'nx.json': '{}',
  'package.json': '{"name":"w","dependencies":{"dep":"1.0.0","own":"1.0.0"}}',
  'package-lock.json':
    '{"lockfileVersion":3,"packages":{"node_modules/dep":{"version":"1.0.0"},"node_modules/deep":{"version":"1.0.0"}}}',
  'study/config.ts': catalogText(CATALOG.replaceAll('PERSIST', '')),
  'study/fit.ts': `import 'dep'; import 'own'; import '../nested/use'; import { m } from './model'; export default () => ({ fit: m });`,
  'study/model.ts': 'export const m = 1;',
  'nested/use.ts': `import 'deep';`,
  'nested/node_modules/deep/package.json': '{"name":"deep","version":"0.1.0","main":"i.js"}',
  'nested/node_modules/deep/i.js': '',
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"i.js"}',
  'node_modules/dep/i.js': '',
  'node_modules/own/package.json': '{"name":"own","version":"1.0.0","main":"i.js"}',
  'node_modules/own/i.js': '',
  'lib/a.txt': '1',
  'version.txt': '1',
  'tables/one.csv': '1',
  'far/end.csv': '1',
  'data/a.csv': '1',
  'data/b.csv': '1',
  'bld/study/prepare/a/out.csv': '1',
  'py/run.py': 'import part\nimport numpy',
  'py/part.py': '',
  'uv.lock': 'version = 1\n[[package]]\nname = "numpy"\nversion = "1.0.0"\n',
};

type Project = ProjectConfiguration & { readonly targets: { [name: string]: TargetConfiguration } };

interface Decided {
  readonly hashed: string;
  readonly signature: string;
}

/** A workspace with these files, and what decides the result of the level `a` of a task in it. */
async function decided(task: string, files: Files, locked = '1.0.0'): Promise<Decided> {
  const root = workspace(files);
  symlinkSync('far/end.csv', join(root, 'linked.csv'));
  const made = await createNodes[1]([], undefined, { workspaceRoot: root } as never);
  const projects = Object.assign({}, ...made.map(([, { projects: some }]) => some)) as {
    [root: string]: Project;
  };
  const target = projects[`bld/study/${task}/a`]?.targets[task];
  const plan = planIn(target);
  if (target === undefined || plan === undefined) throw new Error(`no target ${task}`);
  const graph = packages(locked);
  const contents = createContents(root);
  const evidence = createGatherer(contents, createSources(root)).now(plan);
  const { digest } = target.options as { digest: string };
  const take = createTakeFingerprint(root, contents, graph);
  return {
    hashed: JSON.stringify([target.options, hashedBy(root, target, projects, graph)]),
    signature: signatureOf(await take(plan, digest, evidence)),
  };
}

/** The same of files that several tests begin with, which is found once. */
const begun = new Map<string, Promise<Decided>>();

function atFirst(task: string, files: Files = FILES): Promise<Decided> {
  const key = `${task} ${files === FILES}`;
  const known = begun.get(key) ?? decided(task, files);
  begun.set(key, known);
  return known;
}

function packages(deep: string): Pick<ProjectGraph, 'externalNodes' | 'dependencies'> {
  const node = (packageName: string, version: string) =>
    [
      `npm:${packageName}`,
      { type: 'npm', name: `npm:${packageName}`, data: { version, packageName } },
    ] as const;
  return {
    externalNodes: Object.fromEntries([node('dep', '1.0.0'), node('deep', deep)]),
    dependencies: { 'npm:dep': [{ source: 'npm:dep', target: 'npm:deep', type: 'static' }] },
  };
}

/** What Nx hashes for a target's inputs, by what its documentation says of each kind. */
function hashedBy(
  root: string,
  { inputs = [], dependsOn = [] }: TargetConfiguration,
  projects: { readonly [root: string]: Project },
  { externalNodes, dependencies }: ReturnType<typeof packages>,
): unknown[] {
  const contentOf = (pattern: string) =>
    fastGlob
      .sync(pattern.replace('{workspaceRoot}/', ''), { cwd: root, dot: true })
      .sort()
      .map((file) => [file, readFileSync(join(root, file), 'utf8')]);
  const outputs = dependsOn
    .flatMap((one) => (typeof one === 'object' ? one : []))
    .flatMap(({ target, projects: names }) =>
      Object.values(projects)
        .filter(({ name = '' }) => names?.includes(name))
        .flatMap((project) => project.targets[target]?.outputs ?? []),
    );
  return inputs.map((input) => {
    if (typeof input === 'string') return contentOf(input);
    if ('fileset' in input) return contentOf(input.fileset);
    if ('runtime' in input)
      return execFileSync('/bin/sh', ['-c', input.runtime], { cwd: root, encoding: 'utf8' });
    if ('dependentTasksOutputFiles' in input) return outputs.map(contentOf);
    if ('externalDependencies' in input)
      return input.externalDependencies.map((name) => [
        externalNodes?.[`npm:${name}`],
        dependencies[`npm:${name}`]?.map((edge) => externalNodes?.[edge.target]),
      ]);
    if ('json' in input) {
      const path = join(root, input.json.replace('{workspaceRoot}/', ''));
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    }
    throw new Error(`an input of a kind that this test does not know: ${JSON.stringify(input)}`);
  });
}

const CODE: readonly (readonly [kind: string, task: string, change: Files])[] = [
  ['the module', 'fit', { 'study/fit.ts': `${FILES['study/fit.ts']}//` }],
  ['what the module imports', 'fit', { 'study/model.ts': 'export const m = 2;' }],
  ['a file of `sources`', 'fit', { 'lib/a.txt': '2' }],
  ['a new file of `sources`', 'fit', { 'lib/b.txt': '' }],
  [
    'a package that nothing locks',
    'fit',
    { 'node_modules/own/package.json': '{"name":"own","version":"2.0.0","main":"i.js"}' },
  ],
  [
    'a package elsewhere',
    'fit',
    {
      'nested/node_modules/deep/package.json': '{"name":"deep","version":"0.2.0","main":"i.js"}',
    },
  ],
  ['a file that the command names', 'script', { 'py/run.py': `${FILES['py/run.py']}\n` }],
  ['what that imports', 'script', { 'py/part.py': 'x = 1' }],
  ['a package that uv locks', 'script', { 'uv.lock': FILES['uv.lock']!.replace('1.0.0', '1.0.1') }],
];

const DATA: readonly (readonly [kind: string, task: string, change: Files])[] = [
  ['a file in an input folder', 'fit', { 'tables/one.csv': '2' }],
  ['a new file in an input folder', 'fit', { 'tables/two.csv': '' }],
  ['what is at the end of a link', 'fit', { 'far/end.csv': '2' }],
  ['what a runtime command prints', 'fit', { 'version.txt': '2' }],
  ['an output that it needs', 'fit', { 'bld/study/prepare/a/out.csv': '2' }],
  ['a file that the command names through a level', 'script', { 'data/a.csv': '2' }],
];

const persistent: Files = {
  ...FILES,
  'study/config.ts': catalogText(CATALOG.replaceAll('PERSIST', 'persist: true,')),
};

test.each(CODE)('%s counts for Nx and for resume', async (_, task, change) => {
  const [before, after] = [await atFirst(task), await decided(task, { ...FILES, ...change })];
  expect(after.hashed).not.toBe(before.hashed);
  expect(after.signature).not.toBe(before.signature);
});

test.each(['fit', 'script'])('no code of %s counts with `persist`', async (task) => {
  const changes = CODE.filter(([, of]) => of === task).map(([, , change]) => change);
  expect(changes.length).toBeGreaterThan(2);
  expect(await decided(task, Object.assign({}, persistent, ...changes))).toEqual(
    await atFirst(task, persistent),
  );
});

test.each(DATA)('%s counts for Nx and for resume, also with `persist`', async (_, task, change) => {
  for (const files of [FILES, persistent]) {
    const [before, after] = [
      await atFirst(task, files),
      await decided(task, { ...files, ...change }),
    ];
    expect(after.hashed).not.toBe(before.hashed);
    expect(after.signature).not.toBe(before.signature);
  }
});

test.each([
  ['a field of its level', CATALOG.replace('x: 1', 'x: 3')],
  ['the version of the task', CATALOG.replace("run: './fit.ts',", "run: './fit.ts', version: 2,")],
  ['the environment', CATALOG.replace("run: './fit.ts',", "run: './fit.ts', env: { A: '1' },")],
])('%s counts for Nx and for resume', async (_, catalog) => {
  expect(catalog).not.toBe(CATALOG);
  const text = catalogText(catalog.replaceAll('PERSIST', ''));
  const [before, after] = [
    await atFirst('fit'),
    await decided('fit', { ...FILES, 'study/config.ts': text }),
  ];
  expect(after.hashed).not.toBe(before.hashed);
  expect(after.signature).not.toBe(before.signature);
});

test('a package that another depends on counts for Nx and for resume', async () => {
  const [before, after] = [await atFirst('fit'), await decided('fit', FILES, '1.0.1')];
  expect(after.hashed).not.toBe(before.hashed);
  expect(after.signature).not.toBe(before.signature);
});

test('what is no part of an experiment counts for nothing, and neither does the folder of the workspace', async () => {
  const others = { ...FILES, 'data/b.csv': '2', 'lib/a.md': '', 'study/other.ts': '' };
  for (const task of ['fit', 'script'])
    expect(await decided(task, others)).toEqual(await atFirst(task));
});
