import { createRequire } from 'node:module';
import { posix } from 'node:path';

const require = createRequire(import.meta.url);

/** Where texts of files come from: the disk, or a generator's tree. Paths are relative to the workspace root. */
type Read = (path: string) => string | null | undefined;

/** What a tsconfig says of modules, with all that it extends. */
export interface ModuleOptions {
  /** Places by pattern, relative to the workspace root; outside it they begin with `../`. */
  readonly paths: { readonly [pattern: string]: readonly string[] };
  readonly module?: string;
  readonly moduleResolution?: string;
}

/** As in the file; `paths` are relative to `from`. */
interface Own {
  readonly from?: string;
  readonly paths?: { readonly [pattern: string]: readonly string[] };
  readonly module?: string;
  readonly moduleResolution?: string;
}

/** A chain of `extends` that is longer than this leads into itself. */
const DEEPEST = 20;

/**
 * The options of a tsconfig that decide what an import means, as TypeScript takes them from it and
 * from what it extends: what comes later wins, and `paths` are relative to `baseUrl`, or else to the file
 * that has them.
 *
 * @param file relative to the workspace root; where there is none that can be read, nothing is said
 */
export function moduleOptionsOf(read: Read, file: string): ModuleOptions {
  const { from = '.', paths = {}, ...others } = ownOptions(read, file, 0);
  const places = Object.entries(paths).map(([pattern, some]) => [
    pattern,
    some.map((place) => posix.join(from, place)),
  ]);
  return { paths: Object.fromEntries(places), ...others };
}

function ownOptions(read: Read, file: string, depth: number): Own {
  const config = (parseJsonc(read(file)) ?? {}) as TsConfig;
  const extended = depth < DEEPEST ? [config.extends ?? []].flat() : [];
  const inherited = extended.map((name) => {
    const found = configNamed(read, posix.dirname(file), name);
    return found === undefined ? {} : ownOptions(read, found, depth + 1);
  });
  const { baseUrl, paths, module, moduleResolution } = config.compilerOptions ?? {};
  const folder = posix.dirname(file);
  return Object.assign(
    {},
    ...inherited,
    baseUrl !== undefined && { from: posix.join(folder, baseUrl) },
    paths !== undefined && { paths, from: posix.join(folder, baseUrl ?? '.') },
    module !== undefined && { module },
    moduleResolution !== undefined && { moduleResolution },
  );
}

/** The file that an entry of `extends` names. */
function configNamed(read: Read, folder: string, name: string): string | undefined {
  const isPath = /^\.{1,2}(?:\/|$)/.test(name);
  const bases = isPath ? [folder] : foldersUp(folder).map((up) => posix.join(up, 'node_modules'));
  const endings = isPath ? ['', '.json'] : ['', '.json', '/tsconfig.json'];
  return bases
    .flatMap((base) => endings.map((ending) => `${posix.join(base, name)}${ending}`))
    .find((path) => path.endsWith('.json') && typeof read(path) === 'string');
}

function foldersUp(folder: string): string[] {
  return folder === '.' ? ['.'] : [folder, ...foldersUp(posix.dirname(folder))];
}

interface TsConfig {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: {
    readonly baseUrl?: string;
    readonly paths?: { readonly [pattern: string]: readonly string[] };
    readonly module?: string;
    readonly moduleResolution?: string;
  };
}

/** What a JSON text with comments and trailing commas stands for; undefined where it is none. */
function parseJsonc(text: string | null | undefined): unknown {
  if (typeof text !== 'string') return undefined;
  const content = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(content);
  } catch {
    // It has comments, or is none.
  }
  try {
    // Only now: it takes longer than all else that a process of experiments loads.
    const { parseSync } = require('oxc-parser') as typeof import('oxc-parser');
    const [statement] = parseSync('tsconfig.ts', `(${content}\n)`).program.body;
    return statement?.type === 'ExpressionStatement'
      ? literalValue(statement.expression)
      : undefined;
  } catch {
    return undefined;
  }
}

interface Node {
  readonly type: string;
  readonly expression?: unknown;
  readonly value?: unknown;
  readonly elements?: readonly unknown[];
  readonly properties?: readonly { readonly key: unknown; readonly value: unknown }[];
}

/** The value that a literal in syntax stands for. */
function literalValue(syntax: unknown): unknown {
  const node = syntax as Node;
  if (node.type === 'ParenthesizedExpression') return literalValue(node.expression);
  if (node.type === 'ArrayExpression') return node.elements!.map(literalValue);
  if (node.type !== 'ObjectExpression') return node.value;
  return Object.fromEntries(
    node.properties!.map((p) => [literalValue(p.key), literalValue(p.value)]),
  );
}
