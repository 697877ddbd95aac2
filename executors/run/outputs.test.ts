import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plan, runPlans, study } from './study.fixture.js';

const GOOD = plan('good', { command: 'echo ok > {outputs.fit}' });

test.each([
  ['a named pipe', 'mkfifo {outputs.fit}', 'is a named pipe: bld/estimate/a/fit.json'],
  [
    'a named pipe in a folder',
    'mkdir -p {outputs.fit}/deep && mkfifo {outputs.fit}/deep/pipe',
    'holds a named pipe: bld/estimate/a/fit.json/deep/pipe',
  ],
  [
    'a socket in a folder',
    `mkdir {outputs.fit} && node -e 'require("node:net").createServer().listen("bld/estimate/a/fit.json/s", () => process.kill(process.pid, 9))'; true`,
    'holds a socket: bld/estimate/a/fit.json/s',
  ],
  ['a link to a device', 'ln -s /dev/null {outputs.fit}', 'is a device: bld/estimate/a/fit.json'],
])('an output that is no file fails its experiment alone: %s', async (_, command, message) => {
  const results = await runPlans(study({}), [plan('a', { command }), GOOD]);
  expect(results).toMatchObject({
    'estimate/a': {
      success: false,
      terminalOutput: expect.stringContaining(
        `the output "fit" ${message}; outputs are files and folders (NXE044)\n`,
      ),
    },
    'estimate/good': { success: true },
  });
});

test.each([
  ['the output', 'bld/estimate/a/fit.json', 'bld'],
  ['a file in it', 'bld/estimate/a/fit.json/deep/x', 'bld'],
  ['the output, through a link', 'bld/estimate/a/fit.json', 'link'],
])('nothing that git tracks is deleted: %s', async (_, file, bld) => {
  const root = study({ [file]: 'precious', 'bld/estimate/good/other': '' });
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '.'], { cwd: root });
  symlinkSync('bld', join(root, 'link'));
  const output = file.replace(/^bld(.*?fit\.json).*/, `${bld}$1`);
  const sketch = { command: 'echo new > {outputs.fit}', bld, folder: `${bld}/estimate/a` };
  const results = await runPlans(root, [
    plan('a', { ...sketch, experiment: { outputs: { fit: output } } }),
    GOOD,
  ]);
  expect(results).toMatchObject({
    'estimate/a': {
      success: false,
      terminalOutput: `${output}: git tracks ${file}, which this experiment would delete; give the catalog another \`bld\`, or take the file out of git: git rm --cached ${file} (NXE019)\n`,
    },
    'estimate/good': { success: true },
  });
  expect(readFileSync(join(root, file), 'utf8')).toBe('precious');
});

test('a build folder that is a file is said', async () => {
  const root = study({ 'out/bld': 'a file' });
  const results = await runPlans(root, [
    plan('a', {
      command: 'true',
      bld: 'out/bld',
      folder: 'out/bld/estimate/a',
      experiment: { outputs: { fit: 'out/bld/estimate/a/fit.json' } },
    }),
    GOOD,
  ]);
  expect(results).toMatchObject({
    'estimate/a': {
      success: false,
      terminalOutput:
        'out/bld: is a file where the build folder out/bld is to be; move it, or give the catalog another `bld` (NXE018)\n',
    },
    'estimate/good': { success: true },
  });
});

test('an input folder with a link without an end fails its experiment alone, by name', async () => {
  const root = study({ 'src/good.ts': 'export default () => ({ fit: 1 });' });
  mkdirSync(join(root, 'data'));
  symlinkSync('loop', join(root, 'data/loop'));
  const results = await runPlans(root, [
    plan('a', { run: 'src/good.ts', experiment: { inputs: { data: 'data' } } }),
    GOOD,
  ]);
  expect(results).toMatchObject({
    'estimate/a': {
      success: false,
      terminalOutput:
        'data/loop: cannot be used: it is a symbolic link without an end (stat: ELOOP); fix that and run it again (NXE051)\n',
    },
    'estimate/good': { success: true },
  });
});

test('where the temporary folder is not to be had, commands still find their experiment', async () => {
  const root = study({ tmp: 'a file' });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = join(root, 'tmp');
  const results = await runPlans(root, [
    plan('a', { command: 'cp "$EXPERIMENT" {outputs.fit}' }),
  ]).finally(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  expect(results['estimate/a']).toMatchObject({ success: true });
  expect(existsSync(join(root, 'bld/estimate/a/fit.json'))).toBe(true);
});
