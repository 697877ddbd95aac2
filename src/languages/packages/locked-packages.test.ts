import { expect, test } from 'vitest';
import { textFiles } from '../code.fixture.js';
import { lockedPackages, nearestLocks, withFurtherLists } from './locked-packages.js';

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

test('in pixi.lock a package of conda is also what PyPI calls it, and lists inside lists are read', () => {
  const text = `version: 6
environments:
  default:
    packages:
      linux-64:
      - conda: https://c/linux-64/pytorch-2.0.0-py_0.conda
      - pypi: https://p/aa/light_ning-1.0-py3-none-any.whl
        extras:
        - all
      - pypi: https://p/ab/requests-2.32.0.tar.gz
        extras:
        - socks
packages:
- conda: https://c/linux-64/pytorch-2.0.0-py_0.conda
  purls:
  - pkg:pypi/torch?source=hash-mapping
  depends: []
- pypi: https://p/aa/light_ning-1.0-py3-none-any.whl
  name: light-ning
  requires_dist:
  - 'torch>=2 ; python_version < "3.13"'
- pypi: https://p/ab/requests-2.32.0.tar.gz
  name: requests
`;
  const entries = (changed: string) => lockedPackages('pixi.lock', changed, ['light_ning']);
  expect(entries(text).whole).toBe(false);
  expect(entries(text.replace('2.32.0', '3').replace('socks', 'x'))).not.toEqual(entries(text));
  expect(entries(text.replaceAll('2.32.0', '3').replace('socks', 'x'))).toEqual(entries(text));
  for (const [from, to] of [
    ['pytorch-2.0.0', 'pytorch-2.1.0'],
    ['- all', '- some'],
  ] as const)
    expect(entries(text.replaceAll(from, to))).not.toEqual(entries(text));
});

test('in poetry.lock the extras that something asks for are dependencies; the others count not', () => {
  const text = `[[package]]
name = "uvicorn"
version = "1"
[package.dependencies]
click = [{ version = ">=7", markers = "python_version < '3.9'" }, { version = ">=8" }]
httptools = { version = ">=0.5", optional = true, markers = "extra == \\"standard\\"" }
[package.extras]
standard = ["httptools (>=0.5)"]
other = ["pytest (>=6)"]
[[package]]
name = "Click"
version = "8.0"
[[package]]
name = "click"
version = "7.0"
[[package]]
name = "httptools"
version = "0.5.1"
[[package]]
name = "pytest"
version = "6.0.1"
[metadata]
lock-version = "1.1"
[metadata.files]
pytest = [{ file = "x", hash = "1111" }]
click = [{ file = "x", hash = "2222" }]
`;
  const entries = (changed: string) => lockedPackages('poetry.lock', changed, ['uvicorn']);
  expect(entries(text).whole).toBe(false);
  expect(entries(text.replace('6.0.1', '6.0.2').replace('1111', '1112'))).toEqual(entries(text));
  for (const part of ['"8.0"', '"7.0"', '0.5.1', '2222'])
    expect(entries(text.replace(part, '"9"'))).not.toEqual(entries(text));
});

test('in uv.lock each fork of a package counts, and what its extras ask for', () => {
  const text = `version = 1
revision = 3
requires-python = ">=3.10"
resolution-markers = ["python_full_version >= '3.11'"]
[[package]]
name = "project"
version = "0.1"
source = { editable = "." }
dependencies = [{ name = "fsspec", extra = ["http"] }]
[[package]]
name = "fsspec"
version = "1.0"
[package.optional-dependencies]
http = [{ name = "aio-http", marker = "sys_platform == 'linux'" }]
[[package]]
name = "aio-http"
version = "2.0"
resolution-markers = ["python_full_version < '3.11'"]
[[package]]
name = "aio-http"
version = "3.0"
[[package]]
name = "pytest"
version = "8.0"
`;
  const entries = (changed: string) => lockedPackages('uv.lock', changed, ['fsspec']);
  expect(entries(text).whole).toBe(false);
  expect(entries(text.replace('8.0', '8.1').replace('0.1', '0.2'))).toEqual(entries(text));
  for (const part of ['1.0', '2.0', '3.0'])
    expect(entries(text.replace(part, '9.9'))).not.toEqual(entries(text));
});

test('an imported name that no entry brings makes the whole file count', () => {
  const { whole, entries } = lockedPackages('uv.lock', UV, ['sklearn', 'mystery']);
  expect({ whole, entries }).toEqual({ whole: true, entries: UV });
});

test('a name that may be local counts where there is an entry, and never the whole file', () => {
  const mine = lockedPackages('uv.lock', UV, ['sklearn'], ['mystery']);
  expect(mine).toEqual(lockedPackages('uv.lock', UV, ['sklearn']));
  expect(lockedPackages('uv.lock', UV, [], ['sklearn'])).toEqual(mine);
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

test('lists of requirements that others name count, wherever they lie in the workspace', () => {
  const files = textFiles({
    'requirements.txt': '-r lists/base.txt  # all\r\nnumpy\n--constraint=pins.txt\n',
    'lists/base.txt': '-c ../pins.txt\n-rmore.in\n# -r none.txt\n-r https://example.org/x.txt\n',
    'lists/more.in': '-r ../../outside.txt\npandas\n',
    'lists/none.txt': '',
    'pins.txt': 'numpy==1.26\n',
    'environment.yml': "dependencies:\n  - pip:\n    - -r lists/conda.txt\n    - '-c pins.txt'\n",
    'lists/conda.txt': 'scipy\n',
  });
  expect(withFurtherLists(['requirements.txt', 'uv.lock'], files)).toEqual([
    ...['requirements.txt', 'uv.lock', 'lists/base.txt', 'pins.txt', 'lists/more.in'],
  ]);
  expect(withFurtherLists(['environment.yml'], files)).toEqual([
    ...['environment.yml', 'lists/conda.txt', 'pins.txt'],
  ]);
});

test.each(['pdm.lock', 'conda-lock.yml'])('%s is a lock file, and counts as a whole', (name) => {
  expect(nearestLocks('src', textFiles({ [name]: '', 'src/x.py': '' }))).toEqual([name]);
  expect(lockedPackages(name, 'numpy 1', ['numpy']).whole).toBe(true);
});
