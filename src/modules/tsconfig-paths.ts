import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * The `paths` of `tsconfig.base.json` as aliases of the loader, which itself looks for
 * `tsconfig.json` alone. Of each path the first place counts; patterns end in `/*` or have no `*`.
 *
 * @param root the workspace root, absolute
 * @returns absolute places by prefix (ending in `/`) or by name
 */
export function baseAliases(root: string): { readonly [alias: string]: string } {
  return aliasesIn(root, 'tsconfig.base.json');
}

/**
 * The `paths` of the root's tsconfig files that lead into the workspace.
 *
 * @param root the workspace root, absolute
 * @returns places relative to the root by prefix (ending in `/`) or by name
 */
export function localAliases(root: string): { readonly [alias: string]: string } {
  const all = { ...aliasesIn(root, 'tsconfig.json'), ...baseAliases(root) };
  return Object.fromEntries(
    Object.entries(all).map(([alias, place]) => [alias, relative(root, place)]),
  );
}

function aliasesIn(root: string, file: string): { readonly [alias: string]: string } {
  const { compilerOptions } = (readJsonc(join(root, file)) ?? {}) as TsConfig;
  const { baseUrl = '.', paths = {} } = compilerOptions ?? {};
  return Object.fromEntries(
    Object.entries(paths).flatMap(([pattern, places]) => {
      const [place] = places;
      if (place === undefined) return [];
      const alias = pattern.replace(/\/\*$/, '/');
      const target = join(root, baseUrl, place.replace(/\/\*$/, '/'));
      return `${alias}${target}`.includes('*') ? [] : [[alias, target]];
    }),
  );
}

interface TsConfig {
  readonly compilerOptions?: {
    readonly baseUrl?: string;
    readonly paths?: { readonly [pattern: string]: readonly string[] };
  };
}

/** A JSON file with comments and trailing commas; undefined where there is none that can be read. */
function readJsonc(file: string): unknown {
  try {
    const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const [statement] = parseSync('tsconfig.ts', `(${text}\n)`).program.body;
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
