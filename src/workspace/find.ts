import { firstLockFile } from '../lock/places.js';
import type { Code } from '../problems/codes.js';
import { CatalogError } from '../problems/problem.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { oneOf, suggestion } from '../problems/suggest.js';
import { localModules, type ModulePlaces, type OpenModule } from './local-modules.js';

/** The name of the target that shows a study, unless the plugin's options say otherwise. */
const OVERVIEW = 'overview';

/** Where catalogs are looked for unless the plugin's options say otherwise. */
export const CATALOGS = '**/config.ts';

const CALL = /\bdefineCatalog\s*[(<]/;

/** An import of this package. */
const OURS = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*['"`]nx-experiments['"`]/;

const IMPORTS = /\b(?:from|import|require)\b/;
const DEFAULT = /\b(?:default|exports|export\s*=)/;

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
  const refuse = (code: Code, below: string, wrong: string, mend: string) =>
    new CatalogError([{ code, file: 'nx.json', path: `${path}${below}`, wrong, mend }]);
  if (!isPlainObject(options))
    throw refuse('NXE010', '', `is ${showValue(options)}`, 'give { catalogs, overviewTarget }');
  const unknown = Object.keys(options).find((key) => !(OPTIONS as readonly string[]).includes(key));
  if (unknown !== undefined) {
    const wrong = `is no option of the plugin${suggestion(unknown, OPTIONS)}`;
    throw refuse('NXE009', `.${unknown}`, wrong, oneOf(OPTIONS));
  }
  const { catalogs = CATALOGS, overviewTarget = OVERVIEW } = options;
  if (typeof catalogs !== 'string' || catalogs === '')
    throw refuse(
      'NXE010',
      '.catalogs',
      `is ${showValue(catalogs)}`,
      "give a glob, such as 'studies/*.ts'",
    );
  if (overviewTarget === false) return { catalogs, overviewTarget: undefined };
  if (typeof overviewTarget !== 'string' || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(overviewTarget))
    throw refuse(
      'NXE010',
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
 * @param open finds the local modules that it imports
 */
export async function isCatalog(
  file: string,
  text: string,
  open: OpenModule = () => undefined,
): Promise<boolean> {
  const isNamed = OURS.test(text) || CALL.test(text);
  if (!isNamed && !(IMPORTS.test(text) && DEFAULT.test(text))) return false;
  const { makesCatalog } = await import('./makes-catalog.js');
  // With a syntax error there is no telling; whoever writes a catalog wants to see the error.
  return makesCatalog(file, text, open) ?? isNamed;
}

/** The catalogs among files, sorted. */
export async function catalogsAmong(
  files: readonly string[],
  places: ModulePlaces,
): Promise<readonly string[]> {
  const open = localModules(places);
  const judged = await Promise.all(
    files.map(async (file) => {
      try {
        const text = places.read(file) ?? '';
        // One that nobody may read, or whose writing was cut off, leaves its lock: it must not vanish.
        if (text.trim() === '') return places.read(firstLockFile(file)) === undefined ? [] : [file];
        return (await isCatalog(file, text, open)) ? [file] : [];
      } catch {
        // It is there and cannot be read; loading it says why.
        return [file];
      }
    }),
  );
  return judged.flat().sort();
}
