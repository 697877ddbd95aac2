import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Closure } from '../catalog/model.js';
import { isOutside } from '../files/paths.js';
import { mayNameFiles } from '../modules/imports.js';
import { isSteady } from './steady.js';

/** What a catalog was made of, as far as it is known. */
interface Made {
  /** Its own module, and all that this imports. */
  readonly own: Closure;
  /** The modules of its tasks, with all that these import; those of commands and the like are none. */
  readonly tasks: readonly Closure[];
}

/** All texts in a module that may be paths of imports. */
const PATHS = /['"`](\.{1,2}(?:\/[^'"`]*)?)['"`]/g;

/** Imports by absolute paths. */
const ABSOLUTE = /\b(?:from|import)\s*\(?\s*['"`]\//;

/** Settings of TypeScript by which other files decide where an import leads. */
const LEADS_ON = /"(?:extends|paths|baseUrl|rootDirs|references)"/;

/**
 * All of the disk that decides what a catalog is and what code its tasks have: files and folders, absolute, be they
 * there or not. As long as none of them is another one, to evaluate the catalog again gives the same.
 *
 * A new file that an import could find is in a folder that is one of them, and changes that.
 *
 * @param root the workspace root, absolute, without symbolic links
 * @returns undefined where that cannot be told: where a module could look at something else, or may name files
 */
export function groundsOf(root: string, { own, tasks }: Made): readonly string[] | undefined {
  const all = [own, ...tasks];
  if (own.packages.length > 0 || all.some((one) => one.named ?? one.manifests)) return undefined;
  // A task whose module is a package's may find another one in the workspace.
  if (tasks.some((one) => one.files.length === 0 && one.packages.length > 0)) return undefined;
  const files = [...new Set(all.flatMap((one) => one.files))];
  if (files.some(isOutside)) return undefined;
  const settings = ['tsconfig.json', 'tsconfig.base.json'];
  const texts = new Map(
    [...files, ...settings].map((file) => [file, orEmpty(() => textAt(join(root, file)))]),
  );
  const textOf = (file: string) => texts.get(file) ?? '';
  if (!own.files.every((file) => isSteady(file, textOf(file)))) return undefined;
  if (files.some((file) => mayNameFiles(textOf(file)) || ABSOLUTE.test(textOf(file))))
    return undefined;
  if (settings.some((file) => LEADS_ON.test(textOf(file)))) return undefined;
  const folders = new Set<string>();
  const climb = (from: string) => {
    for (let at = from; !folders.has(at); at = dirname(at)) folders.add(at);
  };
  for (const file of files) {
    const folder = dirname(join(root, file));
    climb(folder);
    // On the way there may be links, and what is no folder may become one.
    for (const [, path = ''] of textOf(file).matchAll(PATHS)) climb(resolve(folder, path));
  }
  const packages = [...new Set(all.flatMap((one) => one.packages))];
  const inside = [...folders].filter((at) => `${at}/`.startsWith(`${root}/`));
  return [
    ...[...files, ...settings].map((file) => join(root, file)),
    // What lies above the root changes all the time, and only packages are looked for there.
    ...inside,
    ...inside.map((at) => join(at, 'package.json')),
    ...(packages.length === 0
      ? []
      : [...folders].flatMap((at) => [
          join(at, 'node_modules'),
          ...packages.flatMap((name) => [
            join(at, 'node_modules', dirname(name)),
            join(at, 'node_modules', name),
            join(at, 'node_modules', name, 'package.json'),
          ]),
        ])),
  ];
}

function textAt(path: string): string {
  return readFileSync(path, 'utf8');
}

function orEmpty(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
