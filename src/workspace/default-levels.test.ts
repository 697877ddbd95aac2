import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describe } from '../problems/problem.js';
import { catalogText, type Files, workspace, write } from '../workspace.fixture.js';
import { diskFiles } from './files.js';
import { readWorkspace } from './workspace.js';

const CONFIG = 'src/config.ts';
const TASK = 'src/fit.ts';

const OLD = 'export default (e) => ({ fit: e.levels.data.name });\n';
const READING = 'export default (e) => ({ fit: [e.levels.data.name, e.levels.se.name] });\n';

/** The catalog; with `se`, if it has a default. */
function catalog(se?: string, more = ''): string {
  const levels =
    se === undefined ? '' : `, se: dimension(['classical', 'robust'], { default: '${se}' })`;
  return catalogText(`{
    dimensions: { data: dimension(['a', 'b']${more})${levels} },
    tasks: {
      fit: { outputs: { fit: 'fit.json' }, run: './fit.ts' },
      table: { over: [], needs: { fits: 'fit' }, outputs: { t: 't.csv' }, command: ['true'] },
    },
  }`);
}

/** A repository with a study that ran, its lock committed. */
async function repository(files: Files = {}) {
  const root = workspace({ [CONFIG]: catalog(), [TASK]: OLD, ...files });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], {
      cwd: root,
      stdio: 'pipe',
      encoding: 'utf8',
    });
  const known = () =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'))
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length + 1));
  const readStudy = () => readWorkspace(diskFiles(root, known()), [CONFIG]);
  /** Writes the lock, as `nx sync` does; gives the digests by project. */
  async function sync(): Promise<{ readonly [project: string]: string }> {
    const read = await readStudy();
    expect(read.problems.map(describe)).toEqual([]);
    write(root, read.lock.texts);
    return Object.fromEntries(read.study.experiments.map((e) => [e.project, read.digest(e)]));
  }
  /** Its entry's file and the fields that are hashed beside it, which `nx affected` compares. */
  async function fields(project: string): Promise<readonly string[]> {
    const read = await readStudy();
    return read.knownFields(read.study.experiments.find((e) => e.project === project)!);
  }
  const commit = () => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message=x');
  };
  git('init', '--quiet', '--initial-branch=main');
  const first = await sync();
  commit();
  return {
    root,
    git,
    sync,
    commit,
    fields,
    read: readStudy,
    first,
    write: (changed: Files) => write(root, changed),
  };
}

test('a dimension with a default level runs nothing again, and its name comes in when the code changes', async () => {
  const study = await repository();
  study.write({ [CONFIG]: catalog('classical') });
  const added = await study.sync();
  expect(added).toMatchObject({ 'fit/a': study.first['fit/a'], 'fit/b': study.first['fit/b'] });
  study.commit();
  study.write({ [TASK]: READING });
  const reading = await study.sync();
  expect(reading['fit/a']).not.toBe(study.first['fit/a']);
  // An edit of code alone leaves the lock in step.
  expect(study.git('status', '--porcelain')).toBe(' M src/fit.ts\n');
  // Back to the code that cannot know it.
  study.write({ [TASK]: OLD });
  expect(await study.sync()).toEqual(added);
  study.write({ [TASK]: READING });
  expect(await study.sync()).toEqual(reading);
});

test('two branches that add one dimension with different defaults, and code that reads it, share no hash', async () => {
  const study = await repository();
  const digests = [];
  for (const [branch, level] of [
    ['one', 'classical'],
    ['two', 'robust'],
  ] as const) {
    study.git('checkout', '--quiet', '-b', branch, 'main');
    // All in one step, as a tired person does it.
    study.write({ [CONFIG]: catalog(level), [TASK]: READING });
    digests.push(await study.sync());
    study.commit();
  }
  for (const project of ['fit/a', 'fit/b', 'table/all'])
    expect(digests[0]![project]).not.toBe(digests[1]![project]);
});

test('nor do they where the code comes later, or was committed before the lock', async () => {
  const study = await repository();
  const digests = [];
  for (const [branch, level] of [
    ['one', 'classical'],
    ['two', 'robust'],
  ] as const) {
    study.git('checkout', '--quiet', '-b', branch, 'main');
    study.write({ [CONFIG]: catalog(level) });
    if (branch === 'one') await study.sync();
    study.commit();
    study.write({ [TASK]: READING });
    study.commit();
    digests.push(await study.sync());
    study.commit();
  }
  expect(digests[0]!['fit/a']).not.toBe(digests[1]!['fit/a']);
});

test('what code read before the dimension came may be edited before that, and runs nothing again', async () => {
  const study = await repository();
  study.write({ [TASK]: `// Better said.\n${OLD}` });
  study.commit();
  study.write({ [CONFIG]: catalog('classical') });
  expect(await study.sync()).toMatchObject({ 'fit/a': study.first['fit/a'] });
});

test('a clone has the same digests, whatever git knows there', async () => {
  const study = await repository();
  study.write({ [CONFIG]: catalog('classical') });
  const added = await study.sync();
  study.commit();
  study.git('checkout', '--quiet', '--orphan', 'shallow');
  study.commit();
  expect(await study.sync()).toEqual(added);
});

test('a task that comes after the dimension knows it, and a level more changes no line', async () => {
  const study = await repository();
  study.write({ [CONFIG]: catalog('classical') });
  await study.sync();
  study.commit();
  const more = catalog('classical').replace(
    'tasks: {',
    "tasks: { late: { outputs: { fit: 'l.json' }, run: './late.ts' },",
  );
  study.write({ [CONFIG]: more, 'src/late.ts': OLD });
  await study.sync();
  const lock = study.git('diff', '--unified=0', '--', 'src/config.lock.json');
  expect(lock).toContain('"se/late/-": "classical"');
  expect(lock.match(/^-[^-]/gm)).toBeNull();
});

test('when the dimension goes, a line goes that code which may know it is hashed with', async () => {
  const study = await repository();
  const lock = () => study.git('diff', 'HEAD~1', '--unified=0', '--', 'src/config.lock.json');
  study.write({ [CONFIG]: catalog('classical') });
  await study.sync();
  study.commit();
  expect(await study.fields('fit/a')).toEqual([]);
  study.write({ [TASK]: READING });
  const reading = await study.sync();
  study.commit();
  expect(await study.fields('fit/a')).toEqual(['seen.se/fit']);
  expect(await study.fields('fit/a-robust')).toEqual([]);
  study.write({ [CONFIG]: catalog() });
  const gone = await study.sync();
  study.commit();
  expect(gone['fit/a']).not.toBe(reading['fit/a']);
  expect(await study.fields('fit/a')).toEqual(['seen.se/fit']);
  expect(lock()).toMatch(/^- {4}"se\/fit": "classical",$/m);
  // A command that never changed is what it was before.
  expect(await study.fields('table/all')).toEqual([]);
  expect(gone['table/all']).toBe(study.first['table/all']);
  study.write({ [CONFIG]: catalog('classical') });
  expect(await study.sync()).toEqual(reading);
  study.commit();
  expect(await study.fields('fit/a')).toEqual(['seen.se/fit']);
  expect(lock()).toMatch(/^\+ {4}"se\/fit": "classical",$/m);
});

test('a line stays where only the data is gone from which the levels come', async () => {
  const glob = catalog('classical').replace("['a', 'b']", "glob('src/data/*.csv')");
  const study = await repository({ [CONFIG]: glob, 'src/data/a.csv': '1\n' });
  rmSync(join(study.root, 'src/data/a.csv'));
  const { lock, locked } = await study.read();
  expect(locked['src/config.lock.json']).toContain('"se/fit": "classical"');
  expect(lock.texts).toEqual(locked);
});
