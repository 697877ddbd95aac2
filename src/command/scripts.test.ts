import { expect, test } from 'vitest';
import { scriptsIn } from './scripts.js';

test.each<[readonly string[], string]>([
  [['sh', '-c', 'X'], 'sh'],
  [['/bin/bash', '-lc', 'X', 'bash', 'x'], '/bin/bash'],
  [['bash', '-ce', 'X'], 'bash'],
  [['bash', '-c', '-e', 'X'], 'bash'],
  [['bash', '--norc', '-euo', 'pipefail', '-c', 'X'], 'bash'],
  [['bash', '-c', '--', 'X'], 'bash'],
  [['env', 'bash', '-c', 'X'], 'bash'],
  [['env', '-u', 'HOME', 'A=1', 'dash', '-c', 'X'], 'dash'],
  [['timeout', '10', 'zsh', '-c', 'X'], 'zsh'],
  [['sudo', '-u', 'me', 'sh', '-c', 'X'], 'sh'],
  [['conda', 'run', '-n', 'x', 'bash', '-c', 'X'], 'bash'],
  [['busybox', 'sh', '-c', 'X'], 'sh'],
  [['bash-5.2', '-c', 'X'], 'bash-5.2'],
  [['fish', '--command', 'X'], 'fish'],
  [['sh', '-c', 'exec "$@"', 'sh', 'bash', '-c', 'X'], 'bash'],
  [['bash', 'src/with-modules.sh', 'sh', '-c', 'X'], 'sh'],
  [['env', '-S', 'X'], 'env'],
  [['flock', '-w', '9', 'a.lock', '-c', 'X'], 'flock'],
  [['su', '-', 'me', '-c', 'X'], 'su'],
  [['sbatch', '-p', 'short', '--wait', '--wrap', 'X', 'y'], 'sbatch'],
  [['ssh', '-p', '22', 'host', 'X'], 'ssh'],
])('in %j a shell reads the text X', (words, program) => {
  expect(scriptsIn(words).get(words.indexOf('X'))).toBe(program);
});

test('a text may be in one word with its option', () => {
  expect([...scriptsIn(['sbatch', '--wrap=X', 'y']).keys()]).toEqual([1]);
  expect([...scriptsIn(['fish', '--command=X']).keys()]).toEqual([1]);
});

test.each<[readonly string[]]>([
  [['sh', 'src/fit.sh', '-c', 'x']],
  [['python3', '-c', 'x']],
  [['env', 'python3', '-S', 'x']],
  [['flock', 'a.lock', 'fit', '-c', 'x']],
  [['fit', 'sh']],
  [['sh', '-c']],
  [['xsh', '-c', 'x']],
])('%j hands nothing to a shell', (words) => {
  expect(scriptsIn(words).size).toBe(0);
});

test('what follows a text is its name, no shell', () => {
  expect([...scriptsIn(['sh', '-c', 'fit "$@"', 'sh', '-c', 'x']).keys()]).toEqual([2]);
});
