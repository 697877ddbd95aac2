import { constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { isRunning, plan, runPlans, study, until } from './study.fixture.js';

const NASTY = `'; touch pwned; echo "$(touch pwned)" \`touch pwned\` \\ * $HOME\n-x`;

test('an array gets its arguments as they are, fan-ins as several, and no shell reads them', async () => {
  const root = study({ 'bld/p/1/t.csv': '', 'bld/p/2/t.csv': '' });
  const producer = (id: string) => ({ id, levels: {}, outputs: { table: `bld/p/${id}/t.csv` } });
  const script = `require('fs').writeFileSync(process.argv[1], JSON.stringify(process.argv.slice(2)))`;
  const results = await runPlans(root, [
    plan('a', {
      command: [
        'node',
        '-e',
        script,
        '{outputs.fit}',
        '{data.odd}',
        '--in={data}',
        '{needs.parts.table}',
      ],
      experiment: {
        levels: { data: { name: 'd', odd: NASTY } },
        needs: { parts: [producer('1'), producer('2')] },
      },
    }),
  ]);
  expect(results['estimate/a']).toMatchObject({ success: true, terminalOutput: '' });
  expect(JSON.parse(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8'))).toEqual([
    NASTY,
    '--in=d',
    'bld/p/1/t.csv',
    'bld/p/2/t.csv',
  ]);
});

test('a string runs in a shell with every value quoted', async () => {
  const root = study({});
  const results = await runPlans(root, [
    plan('a', {
      command: `printf '%s' {data.odd} > {outputs.fit} && echo "$OWN done" >&2`,
      env: { OWN: 'own' },
      experiment: { levels: { data: { name: 'd', odd: NASTY } } },
    }),
  ]);
  expect(results['estimate/a']).toMatchObject({ success: true, terminalOutput: 'own done\n' });
  expect(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8')).toBe(NASTY);
  expect(existsSync(join(root, 'pwned'))).toBe(false);
});

test('the file that EXPERIMENT names holds what a module would see, and is gone afterwards', async () => {
  const root = study({ data: '1' });
  const one = plan('a', {
    command: `cp "$EXPERIMENT" {outputs.fit} && echo "$EXPERIMENT"`,
    experiment: { levels: { data: { name: 'd', deep: { x: [1] } } }, inputs: { data: 'data' } },
  });
  const results = await runPlans(root, [one]);
  expect(JSON.parse(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8'))).toEqual(
    one.experiment,
  );
  expect(existsSync(results['estimate/a']!.terminalOutput.trim())).toBe(false);
});

test.each([
  ['exit 3', /^exited with code 3\n$/],
  ['kill -SEGV $$', /^killed by SIGSEGV \(NXE045\)\n$/],
  [['no-such-program'], /not found\nexited with code 127: no-such-program or something/],
])('the command %s fails with how it ended', async (command, message) => {
  const root = study({});
  const results = await runPlans(root, [
    plan('a', { command }),
    plan('b', { command: 'echo 1 > {outputs.fit}' }),
  ]);
  expect(results['estimate/a']?.terminalOutput).toMatch(message);
  expect(results['estimate/b']?.success).toBe(true);
});

test('stdout and stderr of a command arrive in the order in which they were written', async () => {
  const root = study({});
  const results = await runPlans(root, [
    plan('a', {
      command: 'for i in 1 2 3 4 5 6; do echo o$i; echo e$i >&2; done; echo > {outputs.fit}',
    }),
  ]);
  expect(results['estimate/a']?.terminalOutput).toBe(
    [1, 2, 3, 4, 5, 6].map((i) => `o${i}\ne${i}\n`).join(''),
  );
});

test('a timeout ends the whole group of a command, first kindly, then not', async () => {
  vi.stubEnv('NX_EXPERIMENTS_GRACE', '200');
  const root = study({});
  const results = await runPlans(root, [
    plan('a', {
      command: `trap '' TERM; sh -c 'trap "" TERM; echo $$ > pid; sleep 100; sleep 100' & wait; wait`,
      timeout: 500,
    }),
    plan('b', { command: `trap 'echo bye; exit 0' TERM; sleep 100 & wait`, timeout: 500 }),
  ]);
  vi.unstubAllEnvs();
  expect(results['estimate/a']?.terminalOutput).toBe('timed out after 500ms (NXE043)\n');
  expect(results['estimate/b']?.terminalOutput).toBe('bye\ntimed out after 500ms (NXE043)\n');
  const pid = Number(readFileSync(join(root, 'pid'), 'utf8'));
  await until(() => !isRunning(pid));
});

test('what a command leaves running is killed when the command ends', async () => {
  const root = study({});
  const results = await runPlans(root, [
    plan('a', { command: 'sleep 100 & echo $! > {outputs.fit}' }),
  ]);
  expect(results['estimate/a']?.success).toBe(true);
  const pid = Number(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8'));
  await until(() => !isRunning(pid));
});

test('what a command leaves running without its environment and outside its session is killed, too', async () => {
  const root = study({});
  const results = await runPlans(root, [
    plan('a', { command: 'env -i sleep 100 & echo $! > {outputs.fit}' }),
    plan('b', { command: 'setsid sleep 100 & echo $! > {outputs.fit}' }),
  ]);
  for (const id of ['a', 'b']) {
    expect(results[`estimate/${id}`]?.success).toBe(true);
    const pid = Number(readFileSync(join(root, `bld/estimate/${id}/fit.json`), 'utf8'));
    await until(() => !isRunning(pid));
  }
});

test('a command that signals its whole group ends alone', async () => {
  const root = study({});
  vi.stubEnv('NX_EXPERIMENTS_PARALLEL', '1');
  const results = await runPlans(root, [
    plan('a', { command: 'kill -TERM 0; sleep 100' }),
    plan('b', { command: 'echo 1 > {outputs.fit}' }),
    plan('c', { command: 'kill -KILL 0; sleep 100' }),
    plan('d', { command: 'echo 1 > {outputs.fit}' }),
  ]);
  vi.unstubAllEnvs();
  expect(results['estimate/a']?.terminalOutput).toBe('killed by SIGTERM (NXE045)\n');
  expect(results['estimate/c']?.terminalOutput).toBe('killed by SIGKILL (NXE045)\n');
  expect(results['estimate/b']?.success).toBe(true);
  expect(results['estimate/d']?.success).toBe(true);
});

test('a command may open its output by name', async () => {
  const root = study({});
  const results = await runPlans(root, [
    plan('a', {
      command:
        'echo 1 | tee /dev/stderr > {outputs.fit}; echo 2 > /dev/stderr; echo 3 > /dev/stdout',
    }),
  ]);
  expect(results['estimate/a']).toMatchObject({ success: true, terminalOutput: '1\n2\n3\n' });
});

test.runIf(process.platform === 'linux')(
  'a command that makes its output a stream that does not wait does so for itself alone',
  async () => {
    const root = study({});
    vi.stubEnv('NX_EXPERIMENTS_PARALLEL', '1');
    // Node puts that back where it comes to its end.
    const unwilling = `process.stdout._handle.setBlocking(false); process.kill(process.pid, 'SIGKILL')`;
    const look = 'cat /proc/$$/fdinfo/2 > {outputs.fit}';
    const results = await runPlans(root, [
      plan('a', { command: look }),
      plan('b', { command: ['node', '-e', unwilling] }),
      plan('c', { command: look }),
    ]);
    vi.unstubAllEnvs();
    expect(results['estimate/b']?.terminalOutput).toBe('killed by SIGKILL (NXE045)\n');
    for (const id of ['a', 'c']) {
      const about = readFileSync(join(root, `bld/estimate/${id}/fit.json`), 'utf8');
      const flags = Number.parseInt(/^flags:\s*(\d+)/m.exec(about)![1]!, 8);
      expect(flags & constants.O_NONBLOCK).toBe(0);
    }
  },
);

test('commands share a few runners, one for each place', async () => {
  const root = study({});
  vi.stubEnv('NX_EXPERIMENTS_PARALLEL', '2');
  const ids = Array.from({ length: 30 }, (_, i) => `e${i}`);
  const results = await runPlans(
    root,
    // The parent of a command's process is the shell of its runner.
    ids.map((id) => plan(id, { command: 'echo $PPID; echo 1 > {outputs.fit}' })),
  );
  vi.unstubAllEnvs();
  const runners = new Set(ids.map((id) => results[`estimate/${id}`]!.terminalOutput));
  expect([...runners].every((runner) => /^\d+\n$/.test(runner))).toBe(true);
  expect(runners.size).toBe(2);
});
