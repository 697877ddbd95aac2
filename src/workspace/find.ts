import { posix } from 'node:path';
import { CatalogError } from '../problems/problem.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { oneOf, suggestion } from '../problems/suggest.js';

/** The name of the target that shows a study, unless the plugin's options say otherwise. */
const OVERVIEW = 'overview';

/** Where catalogs are looked for unless the plugin's options say otherwise. */
export const CATALOGS = '**/config.ts';

/** Places of local modules by their names in imports. */
export type Aliases = { readonly [alias: string]: string };

const CALL = /\bdefineCatalog\s*[(<]/;

/** An import of this package. */
const OURS = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*['"`]nx-experiments['"`]/;
const TYPES = /\b(?:import|export)\s+type\s[^;'"`]*\bfrom\s*['"]nx-experiments['"]/g;
const REEXPORT = /\bexport\b[^;'"`]*\bfrom\s*['"]([^'"]+)['"]/g;

const IMPORTS = /\b(?:from|import|require)\b/;
const DEFAULT = /\b(?:default|exports|export\s*=)/;

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'] as const;

/** Options of the plugin in nx.json. */
export interface PluginOptions {
  /** A glob of the files that may be catalogs, relative to the workspace root. */
  readonly catalogs?: string;
  /** The name of the target that shows a study, `overview` by default; false leaves it out. */
  readonly overviewTarget?: string | false;
}

const OPTIONS: readonly (keyof PluginOptions)[] = ['catalogs', 'overviewTarget'];

/**
 * The glob of the files that may be catalogs, relative to the workspace root.
 *
 * @param options the plugin's options as they stand in nx.json
 * @throws {CatalogError} where one is unknown or wrong
 */
export function catalogsGlob(options: unknown): string {
  return checked(options).catalogs;
}

/**
 * The name of the target that shows a study; undefined where there is to be none.
 *
 * @param options the plugin's options as they stand in nx.json
 * @throws {CatalogError} where one is unknown or wrong
 */
export function overviewTargetIn(options: unknown): string | undefined {
  return checked(options).overviewTarget;
}

function checked(options: unknown): {
  readonly catalogs: string;
  readonly overviewTarget: string | undefined;
} {
  if (options === undefined) return { catalogs: CATALOGS, overviewTarget: OVERVIEW };
  const path = 'plugins: nx-experiments/plugin: options';
  const refuse = (below: string, wrong: string, mend: string) =>
    new CatalogError([{ file: 'nx.json', path: `${path}${below}`, wrong, mend }]);
  if (!isPlainObject(options))
    throw refuse('', `is ${showValue(options)}`, 'give { catalogs, overviewTarget }');
  const unknown = Object.keys(options).find((key) => !(OPTIONS as readonly string[]).includes(key));
  if (unknown !== undefined) {
    const wrong = `is no option of the plugin${suggestion(unknown, OPTIONS)}`;
    throw refuse(`.${unknown}`, wrong, oneOf(OPTIONS));
  }
  const { catalogs = CATALOGS, overviewTarget = OVERVIEW } = options;
  if (typeof catalogs !== 'string' || catalogs === '')
    throw refuse('.catalogs', `is ${showValue(catalogs)}`, "give a glob, such as 'studies/*.ts'");
  if (overviewTarget === false) return { catalogs, overviewTarget: undefined };
  if (typeof overviewTarget !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(overviewTarget))
    throw refuse(
      '.overviewTarget',
      `is ${showValue(overviewTarget)}`,
      "give a name of letters, digits, _ and -, such as 'study', or false for no such target",
    );
  return { catalogs, overviewTarget };
}

/**
 * Whether a file makes a catalog, judged by its text: other people's `config.ts` are never run, also
 * where they have a `defineCatalog` of their own or of another package.
 *
 * @param file decides the language by its extension
 * @param read the text of a local module that it imports, by its path relative to the workspace root
 * @param aliases places relative to the root by prefix (ending in `/`) or by name, as tsconfig has them
 */
export async function isCatalog(
  file: string,
  text: string,
  read: (file: string) => string | undefined = () => undefined,
  aliases: Aliases = {},
): Promise<boolean> {
  const isNamed = OURS.test(text) || CALL.test(text);
  if (!isNamed && !(IMPORTS.test(text) && DEFAULT.test(text))) return false;
  const { makesCatalog } = await import('./makes-catalog.js');
  // With a syntax error there is no telling; whoever writes a catalog wants to see the error.
  return makesCatalog(file, text, usesPackage(file, read, aliases)) ?? isNamed;
}

/** The catalogs among files, sorted. */
export async function catalogsAmong(
  files: readonly string[],
  read: (file: string) => string | undefined,
  aliases: Aliases = {},
): Promise<readonly string[]> {
  const judged = await Promise.all(
    files.map(async (file) => {
      try {
        return (await isCatalog(file, read(file) ?? '', read, aliases)) ? [file] : [];
      } catch {
        // It is there and cannot be read; loading it says why.
        return [file];
      }
    }),
  );
  return judged.flat().sort();
}

/** Whether a local module, or one that it exports from, imports nx-experiments for more than its types. */
function usesPackage(
  importer: string,
  read: (file: string) => string | undefined,
  aliases: Aliases,
): (specifier: string) => boolean {
  const seen = new Set([importer]);
  const uses = (from: string, specifier: string): boolean => {
    for (const file of placesOf(from, specifier, aliases)) {
      const text = read(file);
      if (text === undefined) continue;
      if (OURS.test(text.replace(TYPES, ''))) return true;
      if (seen.has(file)) return false;
      seen.add(file);
      return [...text.matchAll(REEXPORT)].some(([, next]) => uses(file, next!));
    }
    return false;
  };
  return (specifier) => uses(importer, specifier);
}

/** Where the module may be that a specifier names, in the order in which it is looked for; of packages, nowhere. */
function placesOf(from: string, specifier: string, aliases: Aliases): readonly string[] {
  const place = /^\.{1,2}(?:\/|$)/.test(specifier)
    ? posix.join(posix.dirname(from), specifier)
    : aliased(specifier, aliases);
  if (place === undefined) return [];
  const stem = place.replace(/\.([mc]?)js$/, '.$1ts');
  return [
    place,
    ...(stem === place ? [] : [stem]),
    ...EXTENSIONS.map((extension) => `${place}${extension}`),
    ...EXTENSIONS.map((extension) => posix.join(place, `index${extension}`)),
  ];
}

function aliased(specifier: string, aliases: Aliases): string | undefined {
  if (Object.hasOwn(aliases, specifier)) return aliases[specifier];
  const prefix = Object.keys(aliases)
    .filter((alias) => alias.endsWith('/') && specifier.startsWith(alias))
    .sort((a, b) => b.length - a.length)[0];
  return prefix === undefined
    ? undefined
    : posix.join(aliases[prefix]!, specifier.slice(prefix.length));
}
