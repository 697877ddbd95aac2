import { parseSync } from 'oxc-parser';

/** One import of a module: what it names, and whether the module cannot run without it. */
export interface Import {
  readonly specifier: string;
  /** False for `require(…)` and `import(…)`, which may stand where they are never reached. */
  readonly isStatic: boolean;
}

/**
 * What a module imports at run time: imports, re-exports, `import x = require(…)`, and `import(…)`
 * and `require(…)` of a literal text. Imports of types alone are left out.
 *
 * @param file decides the language by its extension
 * @throws {SyntaxError} with the place in the file
 */
export function importsOf(file: string, text: string): Import[] {
  const { module, program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.labels[0]?.start ?? 0).split('\n').length;
    throw new SyntaxError(`${error.message} (line ${line})`);
  }
  const imports = module.staticImports
    .filter(({ entries }) => entries.length === 0 || entries.some((entry) => !entry.isType))
    .map(({ moduleRequest }) => moduleRequest.value);
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ isType, moduleRequest }) => (isType ? [] : (moduleRequest?.value ?? []))),
  );
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest }) =>
    literalText(text.slice(moduleRequest.start, moduleRequest.end)),
  );
  const required = /\brequire\b/.test(text) ? requiresIn(program) : [];
  return [
    ...[...imports, ...exports].map((specifier) => ({ specifier, isStatic: true })),
    ...[...dynamic, ...required].map((specifier) => ({ specifier, isStatic: false })),
  ];
}

/** The text of a string literal in source, if it is one without escapes. */
function literalText(source: string): string[] {
  const [, , text] = /^(['"`])([^'"`\\$]*)\1$/.exec(source.trim()) ?? [];
  return text === undefined ? [] : [text];
}

type Node = { readonly type?: string; readonly [key: string]: unknown };

function requiresIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(requiresIn);
  if (node === null || typeof node !== 'object') return [];
  const { type, callee, arguments: given, expression, importKind } = node as Node;
  if (type === 'TSImportEqualsDeclaration' && importKind === 'type') return [];
  const below = Object.values(node).flatMap(requiresIn);
  if (type === 'TSExternalModuleReference') return [...textOf(expression), ...below];
  const isRequire = type === 'CallExpression' && (callee as Node | null)?.name === 'require';
  return isRequire ? [...textOf((given as unknown[])[0]), ...below] : below;
}

function textOf(node: unknown): string[] {
  const value = (node as Node | undefined)?.value;
  return typeof value === 'string' ? [value] : [];
}
