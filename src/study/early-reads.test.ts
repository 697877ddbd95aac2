import { expect, test } from 'vitest';
import { defineCatalog, dimension } from '../catalog/define.js';
import { problemsIn } from '../study.fixture.js';

const fine = { outputs: { o: 'o' }, command: ['true'] } as const;

/** What is wrong with a task beside `prepare`, which varies over data, and `other`. */
function problemsWith(task: object): string[] {
  return problemsIn(
    defineCatalog({
      dimensions: { data: dimension(['a', 'b']) },
      tasks: { prepare: fine, other: fine, use: { ...fine, ...task } },
    }),
  );
}

const EARLY =
  'tasks.use.command: bld/prepare/a/o is where prepare/a writes, so use/a might read it too early; name the task prepare in needs, and read it from there (NXE028)';

test.each<[string | readonly string[]]>([
  [['fit', 'bld/prepare/{data}/o', '{outputs.o}']],
  [['fit', '--table=./bld/prepare/a/o']],
  ['cat "bld/prepare/{data}/o" > {outputs.o}'],
  ['cd bld && cat prepare/{data}/o'],
  [['sh', '-c', 'cat $PWD/bld/prepare/a/o']],
])('a path in a command that another task writes is no path but a need: %j', (command) => {
  expect(problemsWith({ command })).toContainEqual(EARLY);
});

test('so is the folder of all experiments of a task, even of one that is needed', () => {
  const task = { over: [], needs: { all: 'prepare' }, command: ['fit', 'bld/prepare'] };
  expect(problemsWith(task)).toEqual([
    'tasks.use.command: bld/prepare is where prepare/a writes, so use/all might read it too early; name the task prepare in needs, and read it from there (NXE028)',
  ]);
});

test('the text of a shell is not taken for a path as a whole', () => {
  expect(problemsWith({ command: 'bld/prepare/a/o | sort' })).toEqual([EARLY]);
});

test('a task cannot read its other experiments', () => {
  expect(problemsWith({ command: ['fit', 'bld/use/a/o'] })).toEqual([
    "tasks.use.command: bld/use/a/o is where use/a writes, so use/b might read it too early; write {outputs.o} for an experiment's own output (NXE028)",
  ]);
});

test.each<[object]>([
  [{ command: ['fit', 'bld/use/{data}/o', 'bld/use/{id}/more', 'bld/use', 'bld'] }],
  [{ command: 'mkdir -p bld/use && cd bld/use/{data} && fit o' }],
  [{ needs: { p: 'prepare' }, command: ['fit', 'bld/prepare/{data}/o', '{needs.p.o}'] }],
  [{ needs: { p: 'prepare' }, command: 'bld/prepare/{data}/o | sort' }],
  [{ command: ['fit', 'bld/by-hand.csv', 'bld/prepare-it/x', 'src/bld/prepare/a/o'] }],
])('nothing is amiss with %j', (task) => {
  expect(problemsWith(task)).toEqual([]);
});

test('what a needed experiment does not declare is not its result', () => {
  const task = { needs: { p: 'prepare' }, command: ['fit', 'bld/prepare/{data}/log'] };
  expect(problemsWith(task)).toEqual([expect.stringContaining('bld/prepare/a/log')]);
});
