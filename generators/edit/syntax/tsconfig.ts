import { parseJson } from '@nx/devkit';
import type { Files } from './source.js';

/** What the root tsconfig says of modules, as it stands in a generator's tree. */
export interface ModuleOptions {
  readonly baseUrl?: string;
  readonly paths?: { readonly [pattern: string]: readonly string[] };
  readonly module?: string;
  readonly moduleResolution?: string;
}

/** The compiler options of the root tsconfig; none where there is no such file. */
export function moduleOptions(files: Files): ModuleOptions {
  const text = files.read('tsconfig.base.json') ?? files.read('tsconfig.json');
  if (text === undefined) return {};
  return parseJson(text, { allowTrailingComma: true })?.compilerOptions ?? {};
}
