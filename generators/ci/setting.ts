import type { PackageManager } from './package-manager.js';

/** What a workflow is made of. */
export interface CiSetting {
  readonly tasks: readonly string[];
  /** The branch that the others are compared with. */
  readonly branch: string;
  /** Whether the workspace is connected to Nx Cloud. */
  readonly isOnCloud: boolean;
  readonly packageManager: PackageManager;
  /** The target that writes the page of a study, if there is one. */
  readonly overview: string | undefined;
}
