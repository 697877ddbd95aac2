import { type ModuleOptions, moduleOptionsOf } from '../../../src/modules/tsconfig.js';
import type { Files } from './source.js';

/** What the root tsconfig says of modules, as it stands in a generator's tree. */
export function moduleOptions(files: Files): ModuleOptions {
  const base = 'tsconfig.base.json';
  return moduleOptionsOf(files.read, files.read(base) === undefined ? 'tsconfig.json' : base);
}
