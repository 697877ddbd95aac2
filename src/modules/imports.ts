import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { isNode, literal, type Node, nameOf } from './syntax.js';

/** One import of a module: what it names, and whether the module cannot run without it. */
export interface Import {
  readonly specifier: string;
  /** False for `require(…)` and `import(…)`, which may stand where they are never reached. */
  readonly isStatic: boolean;
}

/** What a module names of other files. */
export interface Named {
  readonly imports: readonly Import[];
  /** Paths that may be files beside it: `new URL('./w.mjs', import.meta.url)`, `join(__dirname, 'x.csv')`. */
  readonly beside: readonly string[];
  /** Paths that may be files, as a process or thread gets them: relative to the working directory. */
  readonly given: readonly string[];
  /** Imports whose names are made when the module runs. */
  readonly computed: readonly Computed[];
}

/** Where an import stands in the text. */
interface Computed {
  readonly start: number;
  readonly end: number;
}

/** Without any of these words there is nothing to find in the syntax but plain imports and re-exports. */
const WORDS =
  /\b(?:require|createRequire|URL|fork|spawn|spawnSync|exec|execSync|execFile|execFileSync|Worker|resolve|dirname|__dirname)\b|\bexport\s*[{/]/;

/** Whether a module's text may name files by other ways than plain imports. */
export function mayNameFiles(text: string): boolean {
  return WORDS.test(text);
}

const STARTS = new Set([
  'fork',
  'spawn',
  'spawnSync',
  'exec',
  'execSync',
  'execFile',
  'execFileSync',
]);

/**
 * What a module names at run time: imports and re-exports, also of nothing; `import x = require(…)`;
 * `import(…)`, `require(…)`, `require.resolve(…)` and `import.meta.resolve(…)` of a literal text; and
 * literal paths of files that it reads, or that it starts as a thread or a process. Imports of types
 * alone are left out.
 *
 * @param file decides the language by its extension
 * @throws {SyntaxError} with the place in the file
 */
export function importsOf(file: string, text: string): Named {
  const parsed = parseSync(file, text);
  const { module, errors } = parsed;
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
  const isComputed = module.dynamicImports.some(
    ({ moduleRequest: { start, end } }) => literalText(text.slice(start, end)).length === 0,
  );
  const found =
    isComputed || WORDS.test(text) ? namesIn(parsed.program as unknown as Node) : nothing;
  return {
    imports: [
      ...[...imports, ...exports, ...found.reexports].map((specifier) => ({
        specifier,
        isStatic: true,
      })),
      ...[...dynamic, ...found.required].map((specifier) => ({ specifier, isStatic: false })),
    ],
    beside: found.beside,
    given: found.given,
    computed: found.computed,
  };
}

/** The text of a string literal in source, if it is one without escapes. */
function literalText(source: string): string[] {
  const [, , text] = /^(['"`])([^'"`\\$]*)\1$/.exec(source.trim()) ?? [];
  return text === undefined ? [] : [text];
}

interface Found {
  readonly reexports: string[];
  readonly required: string[];
  readonly beside: string[];
  readonly given: string[];
  readonly computed: Computed[];
}

const nothing: Found = { reexports: [], required: [], beside: [], given: [], computed: [] };

function namesIn(program: Node): Found {
  const found: Found = { reexports: [], required: [], beside: [], given: [], computed: [] };
  /** Variables that hold what `createRequire` returns, and the folder of the module. */
  const requires = new Set(['require']);
  const folders = new Set(['__dirname']);

  const isRequire = (node: unknown): boolean =>
    nameOf(node, 'Identifier', requires) || isCallOf(node, 'createRequire');
  const isFolder = (node: unknown): boolean =>
    nameOf(node, 'Identifier', folders) ||
    isMeta(node, 'dirname') ||
    (isCallOf(node, 'dirname') && isPlace(argument(node)));

  /** Variables that hold such a path as {@link isTold} knows. */
  const told = new Set<string>();
  /** Whether something is a path from the module's own folder, which is followed where it stands. */
  const isTold = (node: unknown): boolean => {
    if (!isNode(node) || literal(node) !== undefined) return false;
    if (nameOf(node, 'Identifier', told)) return true;
    const given = (node.arguments ?? []) as unknown[];
    switch (node.type) {
      case 'NewExpression':
        return literal(given[0]) !== undefined && isPlace(given[1]);
      case 'MemberExpression':
        return isTold(node.object);
      case 'CallExpression':
        return isFolder(given[0])
          ? given.slice(1).every((one) => literal(one) !== undefined)
          : given.length > 0 && given.every(isTold);
      case 'TemplateLiteral':
        return (node.expressions as unknown[]).every(isFolder);
      case 'BinaryExpression':
        return isFolder(node.left) && literal(node.right) !== undefined;
      default:
        return false;
    }
  };
  const addComputed = (node: Node, specifier: unknown) => {
    if (literal(specifier) === undefined && !isTold(specifier))
      found.computed.push({ start: Number(node.start), end: Number(node.end) });
  };

  function visit(node: unknown): void {
    if (Array.isArray(node)) for (const one of node) visit(one);
    if (!isNode(node)) return;
    if (node.type === 'TSImportEqualsDeclaration' && node.importKind === 'type') return;
    look(node);
    for (const key in node) visit(node[key]);
  }

  function look(node: Node): void {
    const add = (list: string[], ...texts: (string | undefined)[]) =>
      list.push(...texts.filter((text) => text !== undefined));
    if (node.type === 'ExportNamedDeclaration') {
      const { source, specifiers, exportKind } = node;
      if ((specifiers as unknown[]).length === 0 && exportKind !== 'type')
        add(found.reexports, literal(source));
    } else if (node.type === 'VariableDeclarator') {
      const { id, init } = node as { id?: Node; init?: unknown };
      if (id?.type !== 'Identifier') return;
      if (isCallOf(init, 'createRequire')) requires.add(String(id.name));
      if (isFolder(init)) folders.add(String(id.name));
      else if (isTold(init)) told.add(String(id.name));
    } else if (node.type === 'ImportExpression') {
      addComputed(node, node.source);
    } else if (node.type === 'TSExternalModuleReference') {
      add(found.required, literal(node.expression));
    } else if (node.type === 'NewExpression') {
      const [first, base] = node.arguments as unknown[];
      if (nameOf(node.callee, 'Identifier', URLS) && isPlace(base))
        add(found.beside, pathOfUrl(literal(first)));
      if (calledName(node) === 'Worker') {
        add(found.given, literal(first));
        if (!isText(base)) addComputed(node, first);
      }
    } else if (node.type === 'CallExpression') {
      const { callee } = node as { callee?: Node };
      const name = calledName(node);
      const given = node.arguments as unknown[];
      const isResolve = callee?.type === 'MemberExpression' && name === 'resolve';
      if (isRequire(callee)) addComputed(node, given[0]);
      if (isRequire(callee) || (isResolve && (isRequire(callee?.object) || isMeta(callee))))
        add(found.required, literal(given[0]));
      else if ((name === 'join' || name === 'resolve') && isFolder(given[0]))
        add(found.beside, joined(given.slice(1).map(literal)));
      else if (STARTS.has(name ?? '')) for (const text of textsIn(given)) add(found.given, text);
    } else if (node.type === 'TemplateLiteral') {
      const { quasis, expressions } = node as unknown as Template;
      if (expressions.length === 1 && quasis[0]?.value.cooked === '' && isFolder(expressions[0]))
        add(found.beside, joined([quasis[1]?.value.cooked]));
    } else if (node.type === 'BinaryExpression' && node.operator === '+' && isFolder(node.left)) {
      add(found.beside, joined([literal(node.right)]));
    }
  }

  visit(program);
  return found;
}

const URLS = new Set(['URL']);

/** Whether a thread gets its code as a text: `new Worker(text, { eval: true })`. */
function isText(options: unknown): boolean {
  if (!isNode(options) || options.type !== 'ObjectExpression') return false;
  const properties = options.properties as readonly { readonly key?: { readonly name?: string } }[];
  return properties.some(({ key }) => key?.name === 'eval');
}

interface Template {
  readonly quasis: readonly { readonly value: { readonly cooked?: string } }[];
  readonly expressions: readonly unknown[];
}

/** `f(…)`, `x.f(…)` or `new f(…)`. */
function calledName(node: Node): string | undefined {
  const { callee } = node as { callee?: Node };
  const named = callee?.type === 'MemberExpression' ? (callee.property as Node) : callee;
  return named?.type === 'Identifier' ? String(named.name) : undefined;
}

function isCallOf(node: unknown, name: string): node is Node {
  return isNode(node) && node.type === 'CallExpression' && calledName(node) === name;
}

function argument(node: Node): unknown {
  return (node.arguments as unknown[])[0];
}

/** `import.meta.url` and its like; of any property where none is named. */
function isMeta(node: unknown, property?: string): boolean {
  if (!isNode(node) || node.type !== 'MemberExpression') return false;
  const isOf = (node.object as Node).type === 'MetaProperty';
  return isOf && (property === undefined || (node.property as Node).name === property);
}

/** Whether something tells where the module is: `import.meta.url`, `__filename`, or one made of the other. */
function isPlace(node: unknown): boolean {
  return (
    isMeta(node, 'url') ||
    isMeta(node, 'filename') ||
    nameOf(node, 'Identifier', FILENAMES) ||
    ((isCallOf(node, 'fileURLToPath') || isCallOf(node, 'pathToFileURL')) &&
      isPlace(argument(node)))
  );
}

const FILENAMES = new Set(['__filename']);

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return parts.some((part) => part === undefined)
    ? undefined
    : posix.join('.', ...(parts as string[]));
}

/** The path of a relative URL. */
function pathOfUrl(url: string | undefined): string | undefined {
  if (url === undefined || /^[A-Za-z][A-Za-z\d+.-]+:/.test(url)) return undefined;
  try {
    return decodeURIComponent(url.replace(/[?#].*$/s, ''));
  } catch {
    return undefined;
  }
}

/** Literal texts in arguments, and the words of those that are a text for a shell. */
function textsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(textsIn);
  if (!isNode(node)) return [];
  const text = literal(node);
  if (text === undefined) return Object.values(node).flatMap(textsIn);
  return /\s/.test(text) ? [text, ...text.split(/[\s'"`;|&<>()=]+/)] : [text];
}
