import type { TargetConfiguration } from '@nx/devkit';
import { expect, test } from 'vitest';
import { defineCatalog } from '../catalog/define.js';
import { digestOf } from '../definition/digest.js';
import { lockOf } from '../lock/lock.js';
import { soundStudy } from '../study.fixture.js';
import { NOTHING_OUTSIDE } from './context.fixture.js';
import type { ProjectContext } from './context.js';
import { projectOf } from './projects.js';

/** The inputs of one experiment of a task, without the lock's entry. */
function inputsOf(task: object, context: Partial<ProjectContext>): unknown[] {
  return targetOf(task, context).inputs!.slice(1);
}

/** The target of one experiment of a task. */
function targetOf(task: object, context: Partial<ProjectContext>): TargetConfiguration {
  const own = { outputs: { o: 'o' }, command: ['true'], ...task } as const;
  const study = soundStudy(defineCatalog({ dimensions: {}, tasks: { t: own } } as never));
  const named = () => ({ code: [], data: [] });
  const digest = () => digestOf(study.experiments[0]!, named());
  const lock = lockOf(study, {}, digest);
  const { targets } = projectOf(study.experiments[0]!, {
    lock: { ...lock, isStale: () => false },
    named,
    digest,
    ...NOTHING_OUTSIDE,
    registersSync: false,
    ...context,
  });
  return targets!.t!;
}

test('what is at the end of links among the sources is hashed, with its path', () => {
  const links = [
    { path: 'src/in.py', target: 'common/x (1).py' },
    { path: 'src/ignored.py', target: 'raw/y.py' },
    { path: "src/it's out.py" },
  ];
  const context: Partial<ProjectContext> = {
    sourcesOf: (glob) => ({ pattern: `${glob}/**/*`, files: [], links }),
    isKnown: (file) => !file.startsWith('raw/'),
  };
  expect(inputsOf({ sources: ['src'] }, context)).toEqual([
    '{workspaceRoot}/src/**/*',
    '{workspaceRoot}/common/x \\(1\\).py',
    { fileset: '{workspaceRoot}/raw/y.py', includeIgnored: true },
    {
      runtime: `git hash-object --no-filters -- 'src/it'\\''s out.py' && echo 'src/it'\\''s out.py'`,
    },
    { externalDependencies: [] },
  ]);
  expect(inputsOf({ sources: ['src'], persist: true }, context)).toEqual([
    { externalDependencies: [] },
  ]);
});

test('no recording of Nx Cloud stands in for the inputs, least of all for the entry of the lock', () => {
  const { ultracache, inputs } = targetOf({}, {});
  expect(ultracache).toEqual({ mode: 'off' });
  expect(inputs![0]).toEqual({
    json: '{workspaceRoot}/study/config.lock.json',
    fields: ['experiments.t/all'],
    always: true,
  });
});
