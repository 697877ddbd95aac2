import { expect, test } from 'vitest';
import { type Files, workspace } from '../workspace.fixture.js';
import { lockedNpmPackages } from './locked-npm-packages.js';

const NPM = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { dep: '1' } },
    'node_modules/dep': { version: '1.0.0' },
    'node_modules/@scope/dep': { version: '1.0.0' },
    'node_modules/other/node_modules/nested': { version: '1.0.0' },
    'node_modules/mine': { resolved: 'packages/mine', link: true },
  },
});

const PNPM = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      dep:
        specifier: ^1.0.0
        version: 1.0.0
      mine:
        specifier: workspace:*
        version: link:packages/mine

packages:

  '@scope/dep@1.0.0':
    resolution: {integrity: sha512-x}

  dep@1.0.0:
    resolution: {integrity: sha512-x}

  dep-more@1.0.0:
    resolution: {integrity: sha512-x}

snapshots:

  '@scope/dep@1.0.0': {}

  dep@1.0.0: {}
`;

const PNPM_OLD = `lockfileVersion: '6.0'

packages:

  /@scope/dep@1.0.0:
    resolution: {integrity: sha512-x}

  /dep@1.0.0(peer@2.0.0):
    resolution: {integrity: sha512-x}
`;

const YARN = `# yarn lockfile v1

"@scope/dep@^1.0.0":
  version "1.0.0"

dep@^1.0.0, dep@~1.0.0:
  version "1.0.0"
  dependencies:
    inner "^1.0.0"
`;

const BERRY = `__metadata:
  version: 8

"@scope/dep@npm:^1.0.0":
  version: 1.0.0
  resolution: "@scope/dep@npm:1.0.0"

"dep@npm:^1.0.0":
  version: 1.0.0
  resolution: "dep@npm:1.0.0"

"mine@workspace:packages/mine":
  version: 0.0.0-use.local
  resolution: "mine@workspace:packages/mine"
`;

const BUN = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "dependencies": { "dep": "^1.0.0", }, },
    "packages/mine": { "name": "mine", },
  },
  "packages": {
    "@scope/dep": ["@scope/dep@1.0.0", "", {}, "sha512-x"],

    "dep": ["dep@1.0.0", "", { "dependencies": { "inner": "^1" } }, "sha512-x"],

    "mine": ["mine@workspace:packages/mine"],
  }
}
`;

test.each([
  ['npm', { 'package-lock.json': NPM }],
  ['pnpm', { 'pnpm-lock.yaml': PNPM }],
  ['an older pnpm', { 'pnpm-lock.yaml': PNPM_OLD }],
  ['yarn 1', { 'yarn.lock': YARN }],
  ['yarn', { 'yarn.lock': BERRY }],
  ['bun', { 'bun.lock': BUN }],
] satisfies [string, Files][])('packages in the lock file of %s', (_, files) => {
  const isLocked = lockedNpmPackages(workspace(files));
  const asked = [
    'dep',
    '@scope/dep',
    'mine',
    'nested',
    'gone',
    'de',
    'scope/dep',
    'ep',
    'd.p',
    'toString',
  ];
  expect(asked.filter(isLocked)).toEqual(['dep', '@scope/dep']);
});

test('without a lock file no package is known', () => {
  expect(lockedNpmPackages(workspace({}))('dep')).toBe(false);
});

test('a lock file that cannot be read knows no package', () => {
  expect(lockedNpmPackages(workspace({ 'package-lock.json': '<<<<<<<' }))('dep')).toBe(false);
});
