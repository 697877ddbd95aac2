import type { NamedFiles } from '../definition/named-files.js';
import type { FileLink } from '../files/links.js';
import type { SourceFiles } from '../files/source-files.js';
import type { Lock } from '../lock/lock.js';
import type { StudyExperiment } from '../study/joined.js';

/** What turning experiments into projects takes from outside. */
export interface ProjectContext {
  readonly lock: Lock;
  readonly named: (experiment: StudyExperiment) => NamedFiles;
  readonly digest: (experiment: StudyExperiment) => string;
  /** The fields of the first lock file that say which default levels an experiment's task always knew. */
  readonly knownFields: (experiment: StudyExperiment) => readonly string[];
  /** Whether a package is a node of Nx's graph. */
  readonly isLocked: (name: string) => boolean;
  /** Whether Nx knows a file; it does not know those that git ignores. */
  readonly isKnown: (file: string) => boolean;
  /** The symbolic links to files at a path, and below it. */
  readonly linksAt: (path: string) => readonly FileLink[];
  /** A digest of what is in files and folders that Nx knows; undefined where it knows none of them. */
  readonly digestOfContent: (paths: readonly string[]) => string | undefined;
  /** The folders of git submodules, relative to the workspace root. */
  readonly submodules: () => readonly string[];
  /** What a glob of `sources` matches. */
  readonly sourcesOf: (glob: string) => SourceFiles;
  /** Whether targets name the sync generator. */
  readonly registersSync: boolean;
}
