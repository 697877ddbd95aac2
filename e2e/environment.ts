import { join } from 'node:path';

/** By these Nx sees that it runs on a CI. */
const CI_NAMES =
  /^(CI|TF_BUILD|GITHUB_|BUILDKITE|CIRCLECI|CIRRUS_CI|TRAVIS|bamboo|CODEBUILD_|GITLAB_|HEROKU_|BUILD_|TEAMCITY_|JENKINS_|HUDSON_)/;

/**
 * The caller's environment without what would change how Nx behaves, and with what keeps Nx to itself.
 *
 * @param root the workspace root, absolute
 */
export function environment(root: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(NX_|VITEST|NODE_|npm_|FORCE_COLOR|GIT_)/i.test(name) && !CI_NAMES.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    // `npm run e2e:daemon` runs with it.
    NX_DAEMON: process.env.E2E_DAEMON ?? 'false',
    // Nx 23 goes by projects unless told otherwise.
    ...(process.env.E2E_NX?.startsWith('23') && { NX_LEGACY_AFFECTED: 'false' }),
    NX_NO_CLOUD: 'true',
    // Nx 24 shares both among workspaces otherwise.
    NX_CACHE_DIRECTORY: join(root, '.nx/cache'),
    NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx/workspace-data'),
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
  };
}
