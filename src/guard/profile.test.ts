import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ProfileError, readProfile, refuseWrongProfile } from './profile.js';

function rootWith(text: string): string {
  const root = mkdtempSync(join(tmpdir(), 'nx-experiments-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, 'p.json'), text);
  return root;
}

function problemsOf(profile: unknown): string[] {
  try {
    readProfile(rootWith(JSON.stringify(profile)), 'p.json', 3);
  } catch (error) {
    expect(error).toBeInstanceOf(ProfileError);
    return (error as Error).message.split('\n');
  }
  return [];
}

test('a profile says how runners start, how many there are and how long they wait for more', () => {
  const launch = ['srun', '--mem={memory}', '-c', '{cpus}'];
  const read = (profile: object) => readProfile(rootWith(JSON.stringify(profile)), 'p.json', 3);
  expect(read({ launch, runners: 40, idle: '5m' })).toEqual({ launch, runners: 40, idle: 300_000 });
  expect(read({ launch })).toMatchObject({ runners: 3 });
});

test.each([
  [[], 'p.json: is an empty array; write { "launch": ["srun", …], "runners": 40 }'],
  [{}, 'p.json: launch: is undefined; give a program and its arguments, each a text'],
  [{ launch: 'srun' }, 'p.json: launch: is "srun"; give a program'],
  [{ launch: ['a', ''] }, 'p.json: launch: is an array; give a program'],
  [
    { launch: ['a', '--m={memroy}'] },
    'p.json: launch[1]: there is no placeholder {memroy} (did you mean "memory"?); it may be cpus, memory, gpus, time',
  ],
  [
    { launch: ['a', '--mem', '{memory}'] },
    'p.json: launch[2]: is {memory} alone; write the option in the same text, such as "--option={memory}"',
  ],
  [{ launch: ['a'], runners: 0 }, 'p.json: runners: is 0; give a whole number from 1'],
  [{ launch: ['a'], idle: 'long' }, 'p.json: idle: is "long", not a time'],
  [
    { launch: ['a'], runer: 1 },
    'p.json: runer: is no property of a profile (did you mean "runners"?)',
  ],
])('a wrong profile is reported: %#', (profile, problem) => {
  expect(problemsOf(profile)).toEqual([expect.stringContaining(problem)]);
});

test('a run whose profile is not there, or no JSON, does not begin', () => {
  const root = rootWith('{');
  const tried = (path: string) => () => refuseWrongProfile(root, { NX_EXPERIMENTS_PROFILE: path });
  expect(tried('no.json')).toThrow('no.json: cannot be read; NX_EXPERIMENTS_PROFILE names a file');
  expect(tried('p.json')).toThrow('p.json: is no JSON');
  expect(tried('')).not.toThrow();
});
