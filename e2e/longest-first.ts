import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that take long, the longest first; one that starts late would be waited for alone. */
const LONGEST = [
  'e2e/table.test.ts',
  'e2e/slurm/slurm.test.ts',
  'e2e/run.test.ts',
  'e2e/slurm/guide.test.ts',
  'e2e/agents.test.ts',
  'e2e/odd-workspaces.test.ts',
  'e2e/resume.test.ts',
  'e2e/stale.test.ts',
  'e2e/generators.test.ts',
  'e2e/daemon.test.ts',
  'e2e/nx-versions.test.ts',
  'e2e/preset.test.ts',
  'e2e/remote-cache.test.ts',
  'e2e/guides.test.ts',
  'e2e/python/table.test.ts',
  'executors/run/processes.test.ts',
  'executors/run/resume.test.ts',
  'e2e/published.test.ts',
  'executors/run/state/parts.test.ts',
  'e2e/example.test.ts',
  'e2e/default-levels.test.ts',
  'e2e/overview.test.ts',
  'executors/run/runner/watch-files.test.ts',
  'src/load/load.test.ts',
  'e2e/errors.test.ts',
  'e2e/python/guides.test.ts',
  'e2e/python/example.test.ts',
];

/** Starts the files that take long first, also where no earlier run told which these are, as on CI. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
