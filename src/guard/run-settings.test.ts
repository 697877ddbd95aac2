import { expect, test } from 'vitest';
import { readCall } from '../nx/call.js';
import { fromEnv, runSettingsOf, toEnv } from './run-settings.js';

const settings = (words: string, parallel?: number) => {
  const nxJsonConfiguration = parallel === undefined ? {} : { parallel };
  const call = readCall(['node', 'nx', 'run-many', ...words.split(' ')], {});
  return runSettingsOf({ id: 'r', nxJsonConfiguration }, call, 17);
};

test('what the plugin tells arrives as it was told', () => {
  const told = settings('-t a --parallel=7');
  expect(fromEnv({ ...toEnv(told), NX_PARALLEL: '2' })).toEqual({
    ...told,
    grace: 5000,
    resume: true,
    accepts: false,
    screen: 'lines',
    wave: 25_000,
    idle: 20_000,
    hasService: true,
  });
  expect(told).toEqual({ run: 'r', parallel: 7, hashedFrom: 17 });
});

test('the words count before nx.json, and nx.json before the default', () => {
  expect(settings('-t a --parallel=2', 4).parallel).toBe(2);
  expect(settings('-t a', 4).parallel).toBe(4);
  expect(settings('-t a --maxParallel=2', 4).parallel).toBe(4);
  expect(settings('-t a').parallel).toBe(3);
  expect(settings('-t a --parallel=0', 4).parallel).toBe(1);
  expect(settings('-t a --parallel a-project', 4).parallel).toBe(1);
});

test('a process that the plugin told nothing goes by what Nx and the user said', () => {
  const env = { NX_PARALLEL: '5', NX_SKIP_NX_CACHE: 'true', NX_TUI: 'true' };
  expect(fromEnv({ ...env, NX_EXPERIMENTS_GRACE: '100' })).toEqual({
    run: undefined,
    parallel: 5,
    hashedFrom: undefined,
    grace: 100,
    resume: false,
    accepts: false,
    screen: 'pane',
    wave: 25_000,
    idle: 20_000,
    hasService: true,
  });
  expect(fromEnv({ NX_PARALLEL: '50%' }).parallel).toBe(3);
  expect(fromEnv({ GITHUB_ACTIONS: 'true' }).screen).toBe('later');
  expect(fromEnv({ GITHUB_ACTIONS: 'true', NX_SKIP_LOG_GROUPING: 'true' }).screen).toBe('lines');
});

test.each([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['', false],
])('NX_EXPERIMENTS_ACCEPT=%s', (value, accepts) => {
  expect(fromEnv({ NX_EXPERIMENTS_ACCEPT: value }).accepts).toBe(accepts);
});
