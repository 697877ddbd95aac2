import type { ProjectConfiguration } from '@nx/devkit';
import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { digestOf } from '../definition/digest.js';
import { lockOf } from '../lock/lock.js';
import { soundStudy } from '../study.fixture.js';
import { NOTHING_OUTSIDE } from './context.fixture.js';
import { edgesOf } from './edges.js';
import { projectOf } from './projects.js';

/** The projects of a small study, and some of other people's. */
function projects(roots: { readonly [name: string]: string }): {
  [name: string]: ProjectConfiguration;
} {
  const fine = { outputs: { o: 'o' }, command: ['true'] } as const;
  const study = soundStudy(
    defineCatalog({
      dimensions: { data: dimension(['a', 'b']) },
      tasks: { prepare: fine, total: { ...fine, over: [], needs: { all: 'prepare' } } },
    }),
  );
  const named = () => ({ code: [], data: [] });
  const lock = lockOf(study, {}, (e) => e.id);
  const made = study.experiments.map((e) =>
    projectOf(e, { lock, named, digest: (x) => digestOf(x, named()), ...NOTHING_OUTSIDE }),
  );
  const others = Object.entries(roots).map(([name, root]) => ({ name, root, targets: {} }));
  return Object.fromEntries([...made, ...others].map((p) => [p.name!, p]));
}

function edges(roots: { readonly [name: string]: string }): string[] {
  return edgesOf(projects(roots)).map(({ source, target }) => `${source} > ${target}`);
}

test('an experiment depends on what it needs and on the project of its catalog', () => {
  expect(edges({ study: 'study', whole: '.', other: 'other' })).toEqual([
    'prepare/a > study',
    'prepare/b > study',
    'total/all > prepare/a',
    'total/all > prepare/b',
    'total/all > study',
  ]);
});

test('the project that encloses the folder stands in for one of its own', () => {
  expect(edges({ whole: '.' })).toContain('prepare/a > whole');
  expect(edges({ other: 'stud' })).toEqual(['total/all > prepare/a', 'total/all > prepare/b']);
});

test('a need whose project is not there, as in partial results, makes no edge', () => {
  const { 'prepare/a': _, ...rest } = projects({ whole: '.' });
  expect(edgesOf(rest).map((e) => e.target)).not.toContain('prepare/a');
});

const OWN = 'its own';
const SOUND = {
  json: '{workspaceRoot}/study/config.lock.json',
  fields: ['experiments.total/all'],
  always: true,
};

test.each<[what: string, inputs: readonly unknown[], isSound: boolean]>([
  ['what the plugin gave', [OWN], true],
  ['further inputs', [OWN, '{workspaceRoot}/more.txt', { env: 'SEED' }], true],
  ['none', [], false],
  ['other inputs', ['default', '^default'], false],
  ['a field of some other file', [{ json: '{workspaceRoot}/x.json', fields: ['a'] }], false],
  ['all of the lock', [{ json: SOUND.json }], false],
  ["another experiment's entry", [{ ...SOUND, fields: ['experiments.prepare/a'] }], false],
  ['a pattern that takes files out', [OWN, '!{workspaceRoot}/src/**'], false],
  ['a name that may stand for such a pattern', [OWN, 'production'], false],
  ['an object with such a name', [OWN, { input: 'production', dependencies: true }], false],
  ['a fileset that takes files out', [OWN, { fileset: '!{workspaceRoot}/src/**' }], false],
])('inputs that nx.json may set: %s', (_, inputs, isSound) => {
  const made = projects({ study: 'study' });
  const { total } = made['total/all']!.targets!;
  const own = total!.inputs!;
  expect(own).toContainEqual(SOUND);
  total!.inputs = inputs.flatMap((input) => (input === OWN ? own : [input])) as typeof own;
  const look = () => edgesOf(made);
  if (isSound) expect(look).not.toThrow();
  else expect(look).toThrow(/^nx\.json: targetDefaults.* replace inputs of total\/all/);
});
