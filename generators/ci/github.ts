import { distributeOn } from './cloud.js';
import { overviewCommand, PAGES } from './overview.js';
import type { PackageManager } from './package-manager.js';
import type { CiSetting } from './setting.js';

/** A workflow for GitHub Actions. */
export function githubWorkflow(setting: CiSetting): string {
  const { tasks, branch, isOnCloud, packageManager } = setting;
  const { install, run } = packageManager;
  return `${[
    'name: Experiments',
    '',
    'on:',
    '  push:',
    `    branches: [${JSON.stringify(branch)}]`,
    '  pull_request:',
    '',
    '# nx-set-shas looks for the last run that was successful.',
    'permissions:',
    '  actions: read',
    '  contents: read',
    '',
    ...environment(isOnCloud),
    'jobs:',
    '  experiments:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: actions/checkout@v4',
    '        with:',
    '          # What is affected is told from the history.',
    '          fetch-depth: 0',
    ...setUp(packageManager),
    ...(isOnCloud ? [`      - run: ${distributeOn('npx', tasks)}`] : []),
    `      - run: ${install}`,
    '      - uses: nrwl/nx-set-shas@v5',
    '        with:',
    `          main-branch-name: ${JSON.stringify(branch)}`,
    '      # A lock that is not in step would select too little.',
    `      - run: ${run} nx sync:check`,
    '      # The tasks of the catalogs; a new one is added here.',
    `      - run: ${run} nx affected -t ${tasks.join(' ')}`,
    ...page(setting),
  ].join('\n')}\n`;
}

/** The page of the study becomes an artifact of the run, also where an experiment failed. */
function page({ overview, isOnCloud, packageManager }: CiSetting): string[] {
  if (overview === undefined) return [];
  const always = '      - if: ${{ !cancelled() }}';
  return [
    '      # The study on one page, also where an experiment failed.',
    always,
    `        run: ${packageManager.run} ${overviewCommand(overview, isOnCloud)}`,
    always,
    '        uses: actions/upload-artifact@v4',
    '        with:',
    '          name: overview',
    '          path: |',
    `            ${PAGES}`,
    '            !**/node_modules/**',
    '          if-no-files-found: ignore',
  ];
}

function environment(isOnCloud: boolean): string[] {
  const names = isOnCloud
    ? ['NX_CLOUD_ACCESS_TOKEN']
    : ['NX_SELF_HOSTED_REMOTE_CACHE_SERVER', 'NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'];
  const said = isOnCloud
    ? '# Nx Cloud keeps the results. Set the secret in the repository.'
    : '# A remote cache keeps the results between runs. Set the secrets in the repository; without them, nothing is kept.';
  const lines = names.map((name) => `  ${name}: \${{ secrets.${name} }}`);
  return [said, 'env:', ...lines, ''];
}

function setUp({ name, lockFile }: PackageManager): string[] {
  const before = {
    npm: [],
    pnpm: ['      - uses: pnpm/action-setup@v4'],
    yarn: ['      - run: corepack enable'],
    bun: ['      - uses: oven-sh/setup-bun@v2'],
  }[name];
  const isCached = lockFile !== undefined && name !== 'bun';
  return [
    ...before,
    '      - uses: actions/setup-node@v4',
    '        with:',
    '          node-version: lts/*',
    ...(isCached ? [`          cache: ${name}`] : []),
  ];
}
