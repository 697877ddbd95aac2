import { distributeOn } from './cloud.js';
import { overviewCommand, PAGES } from './overview.js';
import type { PackageManager } from './package-manager.js';
import type { CiSetting } from './setting.js';

/** A pipeline for GitLab CI. */
export function gitlabPipeline(setting: CiSetting): string {
  const { tasks, branch, isOnCloud, packageManager } = setting;
  const { run } = packageManager;
  const targets = tasks.join(' ');
  const secrets = isOnCloud
    ? '# Nx Cloud keeps the results: set NX_CLOUD_ACCESS_TOKEN among the CI/CD variables.'
    : '# A remote cache keeps the results between runs: set NX_SELF_HOSTED_REMOTE_CACHE_SERVER and\n# NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN among the CI/CD variables; without them, nothing is kept.';
  return `${[
    secrets,
    'experiments:',
    '  image: node:lts',
    '  interruptible: true',
    '  variables:',
    '    # What is affected is told from the history.',
    '    GIT_DEPTH: 0',
    '  rules:',
    '    - if: $CI_PIPELINE_SOURCE == "merge_request_event"',
    `    - if: $CI_COMMIT_BRANCH == ${JSON.stringify(branch)}`,
    ...cache(packageManager),
    '  script:',
    ...before(packageManager),
    ...(isOnCloud ? [`    - ${distributeOn('npx', tasks)}`] : []),
    `    - ${installCommand(packageManager)}`,
    '    # A lock that is not in step would select too little.',
    `    - ${run} nx sync:check`,
    '    - export NX_HEAD=$CI_COMMIT_SHA',
    '    - export NX_BASE=${CI_MERGE_REQUEST_DIFF_BASE_SHA:-$CI_COMMIT_BEFORE_SHA}',
    '    # The tasks of the catalogs; a new one is added here. The first push has nothing to compare with.',
    '    - |',
    '      if git cat-file -e "$NX_BASE^{commit}"; then',
    `        ${run} nx affected -t ${targets}`,
    '      else',
    `        ${run} nx run-many -t ${targets}`,
    '      fi',
    ...page(setting),
  ].join('\n')}\n`;
}

/** The page of the study becomes an artifact of the job, also where an experiment failed. */
function page({ overview, isOnCloud, packageManager }: CiSetting): string[] {
  if (overview === undefined) return [];
  return [
    '  # The study on one page, also where an experiment failed.',
    '  after_script:',
    `    - ${packageManager.run} ${overviewCommand(overview, isOnCloud)}`,
    '  artifacts:',
    '    when: always',
    `    paths: ['${PAGES}']`,
    "    exclude: ['**/node_modules/**/*']",
  ];
}

/** npm keeps its downloads in a folder that GitLab can cache. */
function installCommand({ name, install }: PackageManager): string {
  return name === 'npm' ? `${install} --cache .npm --prefer-offline` : install;
}

function cache({ name, lockFile }: PackageManager): string[] {
  if (name !== 'npm' || lockFile === undefined) return [];
  return ['  cache:', '    key:', `      files: [${lockFile}]`, '    paths: [.npm/]'];
}

function before({ name }: PackageManager): string[] {
  if (name === 'npm') return [];
  return [name === 'bun' ? '    - npm install --global bun' : '    - corepack enable'];
}
