import { expect, test } from 'vitest';
import { lockedPackages } from './locked-packages.js';

const UV = `version = 1
requires-python = ">=3.12"
[[package]]
name = "scikit-learn"
version = "1.5.0"
dependencies = [{ name = "numpy" }]
[[package]]
name = "numpy"
version = "2.0.0"
[[package]]
name = "requests"
version = "2.32.0"
`;
const POETRY = `[[package]]
name = "scikit-learn"
version = "1.5.0"
[package.dependencies]
numpy = ">=1.19"
[[package]]
name = "numpy"
version = "2.0.0"
[[package]]
name = "requests"
version = "2.32.0"
[metadata]
lock-version = "2.0"
python-versions = ">=3.12"
content-hash = "abc"
`;
const PIXI = `version: 6
environments:
  default:
    packages:
      linux-64:
      - conda: https://c/linux-64/numpy-2.0.0-py_0.conda
      - conda: https://c/linux-64/requests-2.32.0-py_0.conda
      - conda: https://c/noarch/scikit-learn-1.5.0-py_0.conda
      - conda: https://c/linux-64/python-3.12.0-h_0.conda
packages:
- conda: https://c/linux-64/numpy-2.0.0-py_0.conda
- conda: https://c/linux-64/requests-2.32.0-py_0.conda
- conda: https://c/linux-64/python-3.12.0-h_0.conda
- conda: https://c/noarch/scikit-learn-1.5.0-py_0.conda
  depends:
  - numpy >=1.19
`;

test.each([
  ['uv.lock', UV],
  ['poetry.lock', POETRY],
  ['pixi.lock', PIXI],
])('of %s the entries of what is imported count, and of what that depends on', (file, text) => {
  const of = (changed: string) => lockedPackages(file, changed, ['os', 'sklearn']);
  expect(of(text).whole).toBe(false);
  expect(of(text.replaceAll('2.32.0', '2.33.0'))).toEqual(of(text));
  for (const version of ['1.5.0', '2.0.0', '3.12'])
    expect(of(text.replaceAll(version, '3.99')).entries).not.toBe(of(text).entries);
});

test('an imported name that no entry brings makes the whole file count', () => {
  const { whole, entries } = lockedPackages('uv.lock', UV, ['sklearn', 'mystery']);
  expect({ whole, entries }).toEqual({ whole: true, entries: UV });
});

test.each(['requirements.txt', 'renv.lock', 'Manifest.toml', 'Pipfile.lock', 'environment.yml'])(
  '%s counts as a whole, whatever its line endings',
  (file) => {
    expect(lockedPackages(file, 'a==1\r\nb==2\r\n', ['a'])).toEqual(
      lockedPackages(file, 'a==1\nb==2\n', ['a']),
    );
    expect(lockedPackages(file, 'a==1\n', ['a']).whole).toBe(true);
  },
);

test('a lock that cannot be read counts as a whole', () => {
  expect(lockedPackages('uv.lock', '<<<<<<< HEAD', ['a']).whole).toBe(true);
});
