import { expect, test } from 'vitest';
import { describeWarnings } from './run-warnings.js';
import { sharedState } from './shared-state.js';

test("that Nx's database is shared is told under a line that says so", () => {
  expect(describeWarnings([sharedState('NFS')])).toMatchInlineSnapshot(`
    "Nx's own files are on a shared file system (1):
      Nx's database lies on NFS, where SQLite is not reliable; set NX_WORKSPACE_DATA_DIRECTORY to a folder on this machine's own disk"
  `);
});
