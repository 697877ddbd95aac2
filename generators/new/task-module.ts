import { posix } from 'node:path';
import type { WrittenTask } from '../edit/task.js';
import { identifierOf, isIdentifier } from '../edit/text/identifier.js';
import { printText } from '../edit/text/style.js';

/** A task whose module is to be written. */
export interface TaskOutline {
  readonly name: string;
  /** How its module imports its catalog. */
  readonly catalog: string;
  /** The dimensions that it varies over. */
  readonly over: readonly string[];
  /** The tasks that it reads. */
  readonly needs: readonly WrittenTask[];
}

/** The module of a task: reads what it needs, and returns its output `result`. */
export function taskModule({ name, catalog, over, needs }: TaskOutline): string {
  const taken = new Set([identifierOf(name), ...over]);
  const reads = needs.map((need) => readsOf(need, over, taken));
  const lines = reads.flatMap((read) => read.lines);
  const isReading = lines.some((line) => line.includes('await '));
  const result = [
    ...over.map((dimension) => `${dimension}: e.levels.${dimension}.name`),
    ...reads.map(({ variable }) => variable),
  ];
  const experiment = `Experiment<typeof catalog, ${printText(name, "'")}>`;
  return [
    ...(isReading ? ["import { readFile } from 'node:fs/promises';"] : []),
    "import type { Experiment } from 'nx-experiments';",
    `import type catalog from ${printText(catalog, "'")};`,
    '',
    '/**',
    ` * Called once${over.length === 0 ? '' : ` per ${over.join(' and ')}`}. Paths are relative to the workspace root;`,
    " * what is returned is written to the task's outputs.",
    ' */',
    `export default ${isReading ? 'async ' : ''}function ${identifierOf(name)}(e: ${experiment}) {`,
    ...lines.map((line) => `  ${line}`),
    `  return { result: { ${result.length === 0 ? 'id: e.id' : result.join(', ')} } };`,
    '}',
    '',
  ].join('\n');
}

/** How a task reads another: a loop where that one varies over more, otherwise the one experiment. */
function readsOf(
  need: WrittenTask,
  over: readonly string[],
  taken: Set<string>,
): { readonly variable: string; readonly lines: readonly string[] } {
  const from = `e.needs${isIdentifier(need.name) ? `.${need.name}` : `['${need.name}']`}`;
  const isList = need.over.some((dimension) => !over.includes(dimension));
  const variable = newName(identifierOf(isList ? `${need.name}s` : need.name), taken);
  if (!isList)
    return { variable, lines: objectLines(`const ${variable} = {`, outputsOf(need, from), '};') };
  const entries = ['id: one.id', ...outputsOf(need, 'one')];
  return {
    variable,
    lines: [
      `const ${variable} = [];`,
      `for (const one of ${from}) {`,
      ...objectLines(`${variable}.push({`, entries, '});').map((line) => `  ${line}`),
      '}',
    ],
  };
}

/** A name that is not taken yet; takes it. */
function newName(name: string, taken: Set<string>): string {
  const free = taken.has(name) ? newName(`${name}Task`, taken) : name;
  taken.add(free);
  return free;
}

function objectLines(open: string, entries: readonly string[], close: string): string[] {
  return [open, ...entries.map((entry) => `  ${entry},`), close];
}

/** Entries that read the outputs of an experiment; their paths, where they cannot be told. */
function outputsOf(need: WrittenTask, from: string): string[] {
  if (need.outputs.length === 0) return [`outputs: ${from}.outputs`];
  return need.outputs.map(([output, path]) => {
    const isPlain = isIdentifier(output);
    const read = `await readFile(${from}.outputs${isPlain ? `.${output}` : `['${output}']`}, 'utf8')`;
    const key = isPlain ? output : `'${output}'`;
    return `${key}: ${posix.extname(path ?? '') === '.json' ? `JSON.parse(${read})` : read}`;
  });
}
