import { execFileSync, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createNodes } from '../plugin.js';
import { catalogText, workspace } from '../workspace.fixture.js';

const study = (name: string, bld: string) =>
  catalogText(`{
    name: '${name}', bld: '${bld}', dimensions: { d: dimension(['a', 'b']) },
    tasks: {
      fit: { inputs: { data: 'data/${name}' }, sources: ['lib/*.ts'], outputs: { o: 'o.txt' }, command: 'cat lib/${name}.ts' },
    },
  }`);

const FILES = {
  'nx.json': '{}',
  'package.json': '{"name":"w"}',
  'package-lock.json': '{"packages":{}}',
  'one/config.ts': study('one', 'bld'),
  'two/config.ts': study('two', 'out'),
  'lib/one.ts': '',
  'lib/two.ts': '',
  'data/one/x.csv': '',
  'data/two/x.csv': '',
};

const EXPERIMENTS = {
  'one/config.ts': ['bld/one/fit/a', 'bld/one/fit/b'],
  'two/config.ts': ['out/two/fit/a', 'out/two/fit/b'],
};

type Errors = readonly (readonly [file: string, error: Error])[];

/** What is wrong with each catalog, and the roots of the experiments that are there all the same. */
async function nodes(
  root: string,
): Promise<{ readonly wrong: { readonly [file: string]: string }; readonly roots: string[] }> {
  try {
    const all = await createNodes[1]([], undefined, { workspaceRoot: root } as never);
    return { wrong: {}, roots: rootsOf(all) };
  } catch (thrown) {
    const { errors, partialResults } = thrown as {
      errors: Errors;
      partialResults: Parameters<typeof rootsOf>[0];
    };
    const wrong = Object.fromEntries(errors.map(([file, { message }]) => [file, message]));
    return { wrong, roots: rootsOf(partialResults) };
  }
}

function rootsOf(all: Awaited<ReturnType<(typeof createNodes)[1]>>): string[] {
  return all
    .flatMap(([, { projects }]) => Object.keys(projects ?? {}))
    .filter((root) => root.includes('/fit/'))
    .toSorted();
}

test('a link without an end in an input folder stops no catalog', async () => {
  const root = workspace(FILES);
  symlinkSync('loop', join(root, 'data/one/loop'));
  expect(await nodes(root)).toEqual({
    wrong: {},
    roots: Object.values(EXPERIMENTS).flat(),
  });
});

test.each([
  [
    'a build folder that is a file',
    (): Record<string, string> => ({ bld: 'a file' }),
    'one/config.ts: bld: bld is a file where the build folder bld is to be; move the file, or give another folder (NXE018)',
    'bld: ',
  ],
  [
    'a lock that is a folder',
    () => ({ 'one/config.lock.json/x': '' }),
    'one/config.ts: one/config.lock.json is a folder where its lock is to be; move the folder (NXE018)',
    undefined,
  ],
  [
    'an output that git tracks',
    () => ({ 'bld/one/fit/b/o.txt': 'precious' }),
    'one/config.ts: tasks.fit.outputs.o: its file bld/one/fit/b/o.txt would be written over bld/one/fit/b/o.txt, which git tracks; give the catalog another `bld`, or take the file out of git: git rm --cached bld/one/fit/b/o.txt (NXE019)',
    "o: 'o.txt'",
  ],
])('%s is a problem of its catalog, and the other one goes on', async (_, more, message, code) => {
  const root = workspace({ ...FILES, ...more() });
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '.'], { cwd: root });
  const { wrong, roots } = await nodes(root);
  const [first, ...frame] = wrong['one/config.ts']!.split('\n');
  expect({ wrong: { ...wrong, 'one/config.ts': first }, roots }).toEqual({
    wrong: { 'one/config.ts': message },
    roots: EXPERIMENTS['two/config.ts'],
  });
  const row = frame.findIndex((line) => line.startsWith('>'));
  const shown = frame[row]?.slice(frame[row + 1]!.indexOf('^'));
  expect(shown?.slice(0, code?.length)).toBe(code);
});

/** Each time others; with FAULTS=all every call. */
const STRIDE = process.env.FAULTS === 'all' ? 1 : 6;

interface Line {
  readonly n: number;
  readonly failed?: string;
  readonly thrown?: string;
  readonly projects?: readonly (readonly [file: string, roots: readonly string[]])[];
  readonly wrong?: readonly (readonly [file: string, message: string])[];
}

test('whichever call that touches the disk fails, a catalog has its projects or is named', async () => {
  const root = workspace(FILES);
  const entry = new URL('./nodes-process.fixture.mjs', import.meta.url);
  const child = spawn(process.execPath, [fileURLToPath(entry), root, String(STRIDE)], {
    cwd: root,
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = (await text(child.stdout))
    .trim()
    .split('\n')
    .filter((line) => line.startsWith('{"n"'))
    .map((line) => JSON.parse(line) as Line);
  const faulted = lines.slice(2);
  // Otherwise this tries nothing.
  expect(faulted.length).toBeGreaterThan(20 / STRIDE);
  for (const line of faulted) {
    const about = JSON.stringify(line, undefined, 1);
    expect(line.projects, about).toBeDefined();
    const named = new Set(line.wrong?.map(([file]) => file));
    for (const [file, experiments] of Object.entries(EXPERIMENTS)) {
      const roots = line.projects?.find(([one]) => one === file)?.[1];
      if (!named.has(file)) expect(roots, about).toEqual(expect.arrayContaining(experiments));
    }
  }
}, 120_000);

test.each<[string, string, boolean]>([
  ['lib/project.json', '{"name":"other"}', true],
  ['lib/project.json', '{ "name" : "pilot" }', false],
  ['pilot/project.json', '{}', false],
  ['pilot/config.ts', study('three', 'bld'), false],
])('%s with %s leaves the name of the pilot free: %s', async (file, content, isFree) => {
  const root = workspace({ ...FILES, [file]: content });
  const all = await createNodes[1]([], undefined, { workspaceRoot: root } as never);
  const roots = all.flatMap(([, { projects }]) => Object.keys(projects ?? {}));
  expect(roots.includes('bld/.pilot')).toBe(isFree);
});
