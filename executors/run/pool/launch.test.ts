import { expect, test } from 'vitest';
import { launchWords, lossIn } from './launch.js';

const LAUNCH = ['srun', '-c', '{cpus}', '--mem={memory}', '--gpus={gpus}', '--time={time}', '{x}'];

test('placeholders become what schedulers read, and all else is as it stands', () => {
  const resources = { cpus: 4, memory: 1.5 * 2 ** 30, gpus: 2, time: 90 * 60_000 };
  expect(launchWords(LAUNCH, resources)).toEqual([
    'srun',
    '-c',
    '4',
    '--mem=1536M',
    '--gpus=2',
    '--time=01:30:00',
    '{x}',
  ]);
});

test('a word for something that a task does not say is left out', () => {
  expect(launchWords(LAUNCH, {})).toEqual(['srun', '-c', '1', '{x}']);
  expect(launchWords(['a{memory}b{cpus}'], { gpus: 0 })).toEqual([]);
});

test('more than a day is told in hours', () => {
  expect(launchWords(['{time}'], { time: 50 * 3_600_000 + 500 })).toEqual(['50:00:01']);
});

test.each([
  [
    'slurmstepd-n1: error: *** STEP 4.0 ON n1 CANCELLED AT 2026-11-24T15:51:41 DUE TO TIME LIMIT ***',
    'time limit',
  ],
  ['slurmstepd: error: *** STEP 4.1 ON n1 CANCELLED AT 2026-11-24T15:51:41 ***', 'cancelled'],
  ['slurmstepd: error: *** STEP 4.1 ON n1 CANCELLED AT … DUE TO NODE FAILURE ***', 'node failure'],
  ['slurmstepd: error: Detected 1 oom_kill event in StepId=4.0.', 'out of memory'],
  ['srun: error: n1: task 0: Out Of Memory', 'out of memory'],
  [
    'slurmstepd: error: StepId=5.0 exceeded memory limit (300 > 100), being killed\nslurmstepd: error: *** STEP 5.0 ON n1 CANCELLED AT … ***',
    'out of memory',
  ],
  ['srun: error: n1: task 0: Exited with exit code 1', undefined],
])('a launcher that says %j tells why a runner was lost', (told, loss) => {
  expect(lossIn(told)).toBe(loss);
});
