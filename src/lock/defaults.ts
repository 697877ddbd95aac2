import type { CatalogModel } from '../catalog/model.js';
import type { Problem } from '../problems/problem.js';
import type { LockFile } from './file.js';
import { firstLockFile } from './places.js';

/** What a catalog's lock remembers of default levels. */
interface Defaults extends Required<Pick<LockFile, 'defaults'>>, Pick<LockFile, 'renamed'> {
  readonly problems: readonly Problem[];
}

/**
 * The default levels that a catalog's lock is to remember. Ids and hashes leave them out, so another
 * default would be given the first one's results: under the dimension's name, which is a problem, and
 * also where the dimension gets another name at the same time. So a new dimension with a default takes
 * the place of one that is gone with a default of the same name, and is a problem while there are only
 * others whose place nobody took.
 *
 * @param old the catalog's first lock file as it is
 */
export function defaultsOf(
  { file, dimensions }: CatalogModel,
  old: LockFile | undefined,
): Defaults {
  const remembered = new Map(Object.entries(old?.defaults ?? {}));
  const isThere = new Set(dimensions.map(({ name }) => name));
  const places = Object.entries(old?.renamed ?? {});
  const renamed = new Map(places.filter(([name]) => !isThere.has(name)));
  // One that is there again takes its place back.
  for (const [name, other] of places)
    if (isThere.has(name) && !isThere.has(other) && !renamed.has(other)) renamed.set(other, name);
  const gone = [...remembered].filter(([name]) => !isThere.has(name) && !renamed.has(name)).sort();
  const defaults = new Map(remembered);
  const problems: Problem[] = [];
  const added: (readonly [name: string, level: string])[] = [];
  for (const { name, default: level } of dimensions) {
    if (level === undefined) continue;
    const first = remembered.get(name);
    if (first !== undefined && first !== level) problems.push(changed(file, name, first, level));
    if (first !== undefined) continue;
    defaults.set(name, level);
    const at = gone.findIndex(([, other]) => other === level);
    if (at === -1) added.push([name, level]);
    else for (const [other] of gone.splice(at, 1)) renamed.set(other, name);
  }
  if (gone[0] !== undefined)
    for (const dimension of added) problems.push(replaced(file, gone[0], dimension));
  return {
    defaults: Object.fromEntries(defaults),
    ...(renamed.size > 0 && { renamed: Object.fromEntries(renamed) }),
    problems,
  };
}

function changed(file: string, name: string, first: string, now: string): Problem {
  return {
    code: 'NXE031',
    file,
    path: `dimensions.${name}`,
    wrong: `the default level is ${quoted(now)}, but ${firstLockFile(file)} remembers ${quoted(first)}: ${taken(first, now)}`,
    mend: `make ${quoted(first)} the default again, or remove the default (every experiment then has its level in its id)`,
  };
}

function replaced(
  file: string,
  [gone, first]: readonly [string, string],
  [name, now]: readonly [string, string],
): Problem {
  const lock = firstLockFile(file);
  return {
    code: 'NXE031',
    file,
    path: `dimensions.${name}`,
    wrong: `the default level is ${quoted(now)}, but ${lock} remembers ${quoted(first)} of the dimension ${gone}, which is gone: if ${name} stands in its place, ${taken(first, now)}`,
    mend: `make ${quoted(first)} the default, or remove the default (every experiment then has its level in its id); if the two have nothing to do with each other, remove the line of ${gone} from "defaults" in ${lock}`,
  };
}

function taken(first: string, now: string): string {
  return `results that were made as ${quoted(first)}, whose ids and hashes leave the default level out, would be taken for those of ${quoted(now)}`;
}

const quoted = (level: string) => JSON.stringify(level);
