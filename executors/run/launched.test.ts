import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Plan } from '../../src/definition/plan.js';
import { readLastRun } from './state/record.js';
import { isRunning, plan, runPlans, study, until } from './study.fixture.js';

/** A launcher that, as those of other machines do, passes on nothing but standard input and output. */
const LAUNCHER = `#!/bin/sh
echo "$1 $2" >> launched
shift 2
cd /
exec env -i PATH="$PATH" HOME=/nowhere GIVEN=device "$@"
`;

/** Runs plans in a study whose profile is given. */
async function run(
  profile: object,
  plans: readonly Plan[],
  files: Readonly<Record<string, string>> = {},
) {
  const root = study({
    'launch.sh': LAUNCHER,
    'profile.json': JSON.stringify(profile),
    launched: '',
    ...files,
  });
  process.env.NX_EXPERIMENTS_PROFILE = 'profile.json';
  onTestFinished(() => void delete process.env.NX_EXPERIMENTS_PROFILE);
  const results = await runPlans(root, plans);
  const lines = (path: string) => readFileSync(join(root, path), 'utf8').trim().split('\n');
  return { root, results, lines };
}

/** Prints the id of a command's runner: the parent of the shell that started it. */
const RUNNER = 'sed -n "s/^PPid:.//p" /proc/$PPID/status';

const launch = ['sh', 'launch.sh', '{cpus}', 'x{memory}'];

test('many experiments take few runners, whose output and environment are as they are without a launcher', async () => {
  process.env.CALLED = 'from the call';
  onTestFinished(() => void delete process.env.CALLED);
  const say = `
    import { execFileSync } from 'node:child_process';
    import { writeSync } from 'node:fs';
    export default (e) => {
      console.log(process.env.CALLED, process.env.GIVEN, process.env.HOME, process.env.OWN);
      writeSync(1, 'raw ');
      execFileSync('sh', ['-c', 'cat; (: <&3) 2>/dev/null || (: >&4) 2>/dev/null || echo child'], { stdio: 'inherit' });
      return { fit: e.id };
    }`;
  const plans = Array.from({ length: 20 }, (_, i) =>
    plan(`e${i}`, {
      run: 'src/say.ts',
      env: { OWN: 'task' },
      resources: [{ memory: 2 ** 30 }],
    }),
  );
  const { results, lines } = await run({ launch, runners: 2 }, plans, { 'src/say.ts': say });
  for (const { success, terminalOutput } of Object.values(results)) {
    expect(success, terminalOutput).toBe(true);
    expect(terminalOutput).toMatch(/^from the call device \/nowhere task\nraw child\n$/);
  }
  expect(Object.keys(results)).toHaveLength(20);
  expect(lines('launched').every((line) => line === '1 x1024M')).toBe(true);
  expect(lines('launched').length).toBeLessThanOrEqual(2);
});

test('each kind of resources has runners of its own, and a further attempt takes what its place in the list says', async () => {
  const command =
    'cat "$EXPERIMENT" > {outputs.fit}; echo {id} >> tries; test $(grep -c {id} tries) = 2';
  const resources = [
    { cpus: 1, memory: 2 ** 20 },
    { cpus: 3, memory: 2 ** 30 },
  ];
  const { results, lines, root } = await run(
    { launch, runners: 1 },
    [
      plan('a', { command, retries: 1, resources }),
      plan('b', { command: 'echo 1 > {outputs.fit}', resources: [{ memory: 2 ** 30 }] }),
    ],
    { tries: '' },
  );
  expect(Object.values(results).map(({ success }) => success)).toEqual([true, true]);
  expect(lines('launched').toSorted()).toEqual(['1 x1024M', '1 x1M', '3 x1024M']);
  expect(JSON.parse(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8'))).toMatchObject({
    id: 'a',
  });
});

test('a runner that is lost costs the attempt that it was at, and its launcher says why', async () => {
  const lost = `#!/bin/sh
    "$@" || echo "slurmstepd: error: *** STEP 1.0 ON n1 CANCELLED AT now ***" >&2
  `;
  const command = `echo {id} >> tries; echo 1 > {outputs.fit}; test {id} = bad && kill -9 $(${RUNNER}); true`;
  const { results, lines } = await run(
    { launch: ['sh', 'lost.sh'], runners: 1 },
    [plan('bad', { command }), plan('good', { command })],
    { 'lost.sh': lost, tries: '' },
  );
  const outputs = Object.entries(results).map(([, { success, terminalOutput }]) => [
    success,
    terminalOutput,
  ]);
  expect(outputs.filter(([success]) => !success)).toEqual([
    [false, expect.stringContaining('cancelled: the runner exited with code')],
  ]);
  expect(lines('tries').length).toBe(2);
});

test('a launcher that fails is told with its own words, and nobody waits for it', async () => {
  const { results } = await run(
    { launch: ['sh', '-c', 'echo "no such partition" >&2; exit 3'], runners: 2 },
    ['a', 'b', 'c'].map((id) => plan(id, { command: 'true' })),
  );
  expect(Object.keys(results)).toHaveLength(3);
  for (const { terminalOutput } of Object.values(results))
    expect(terminalOutput).toMatch(
      /no runner could be launched by sh -c .*: it exited with code 3 .*\(no such partition\)/,
    );
});

test.each([
  [
    'has nothing to do',
    // Each of two runners has begun when they end.
    'echo > at-{id}; until [ $(ls at-* | wc -l) -ge 2 ]; do sleep 0.1; done',
    'n=$$; "$@"; echo "$?" >> codes; echo $n >> launchers',
  ],
  [
    'just begins',
    'until [ -e second ]; do sleep 0.1; done; sleep 1',
    // The second one's words come late, so that nobody has heard of it when all is done.
    `n=$$; mkdir first && exec "$@"; : > second
    { "$@"; echo "$?" >> codes; echo $n >> launchers; } | { sleep 20; cat; }`,
  ],
])(
  'a runner that %s leaves by itself, so that a scheduler notes no failed job',
  async (_, wait, note) => {
    const { root, results } = await run(
      { launch: ['sh', 'note.sh'], runners: 2 },
      ['a', 'b', 'c'].map((id) => plan(id, { command: `${wait}; echo 1 > {outputs.fit}` })),
      { 'note.sh': note },
    );
    for (const { success } of Object.values(results)) expect(success).toBe(true);
    const noted = (path: string) => {
      const file = join(root, path);
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    };
    await until(() => noted('launchers').length > 0 && !isRunning(Number(noted('launchers')[0])));
    expect(new Set(noted('codes'))).toEqual(new Set(['0']));
  },
);

test('the time in a queue is not the time that an experiment takes', async () => {
  const { root, results, lines } = await run(
    { launch: ['sh', 'queue.sh'], runners: 1 },
    [plan('a', { command: 'echo 1 > {outputs.fit}' })],
    { 'queue.sh': 'sleep 1; date +%s%3N > begun; exec "$@"' },
  );
  expect(results['estimate/a']?.success).toBe(true);
  const { seconds, finished } = readLastRun(
    join(root, '.nx/workspace-data/nx-experiments'),
    'bld/estimate/a',
  )!;
  expect(finished - seconds * 1000).toBeGreaterThanOrEqual(Number(lines('begun')[0]));
});

test('when the run is over, its runners and all that they started are gone, whatever was launched', async () => {
  const command = `echo $PPID >> pids; ${RUNNER} >> pids; setsid sleep 100 & echo $! >> pids; echo 1 > {outputs.fit}`;
  const { lines } = await run(
    { launch, runners: 1 },
    [plan('a', { command, resources: [{ memory: 1 }] })],
    { pids: '' },
  );
  const pids = lines('pids').map(Number);
  expect(pids).toHaveLength(3);
  await until(() => !pids.some(isRunning));
});
