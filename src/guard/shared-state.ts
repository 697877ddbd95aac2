import type { RunWarning } from './run-warnings.js';

/**
 * What is said where Nx's database lies on a file system that several machines share.
 *
 * @param fileSystem what kind of one it is
 */
export function sharedState(fileSystem: string): RunWarning {
  return {
    kind: "Nx's own files are on a shared file system",
    text: `Nx's database lies on ${fileSystem}, where SQLite is not reliable; set NX_WORKSPACE_DATA_DIRECTORY to a folder on this machine's own disk`,
  };
}
