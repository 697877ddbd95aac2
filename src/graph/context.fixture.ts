import type { ProjectContext } from './context.js';

/** What turning experiments into projects takes from outside, of a workspace in which there is nothing. */
export const NOTHING_OUTSIDE: Omit<ProjectContext, 'lock' | 'named' | 'digest'> = {
  isLocked: () => true,
  isKnown: () => true,
  linksAt: () => [],
  submodules: () => [],
  digestOfContent: () => undefined,
  knownFields: () => [],
  sourcesOf: (pattern) => ({ pattern, files: [], links: [] }),
  registersSync: true,
};
