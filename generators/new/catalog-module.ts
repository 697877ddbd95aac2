import { isIdentifier, isWord } from '../edit/text/identifier.js';
import { printKey, printText } from '../edit/text/style.js';

/** A dimension by name, with its levels. */
export interface GivenDimension {
  readonly name: string;
  readonly levels: readonly string[];
}

/** A task of a new catalog. */
export interface GivenTask {
  readonly name: string;
  readonly over?: readonly string[];
  readonly needs?: readonly string[];
  /** What it is for; a comment. */
  readonly said?: string;
  /** Instead of a module beside the catalog. */
  readonly command?: readonly string[];
}

/** The text of a new catalog, whose tasks are modules beside it, or commands. */
export function catalogModule(
  dimensions: readonly GivenDimension[],
  tasks: readonly GivenTask[],
  name?: string,
): string {
  const own = new Set(['defineCatalog', 'dimension']);
  const isConstant = ({ name }: GivenDimension) => !isWord(name) && !own.has(name);
  const list = dimensions.map((d) => (isConstant(d) ? d.name : `${d.name}: ${callOf(d)}`));
  const imported = dimensions.length > 0 ? 'defineCatalog, dimension' : 'defineCatalog';
  const constants = dimensions
    .filter(isConstant)
    .map((d) => `export const ${d.name} = ${callOf(d)};`);
  return [
    `import { ${imported} } from 'nx-experiments';`,
    '',
    ...(constants.length > 0 ? [...constants, ''] : []),
    'export default defineCatalog({',
    ...(name === undefined ? [] : [`  name: ${printText(name, "'")},`]),
    `  dimensions: ${list.length === 0 ? '{}' : `{ ${list.join(', ')} }`},`,
    '  tasks: {',
    ...tasks.flatMap(taskLines).map((line) => `    ${line}`),
    '  },',
    '});',
    '',
  ].join('\n');
}

function callOf({ levels }: GivenDimension): string {
  return `dimension([${levels.map((level) => printText(level, "'")).join(', ')}])`;
}

function taskLines({ name, over, needs, said, command }: GivenTask): string[] {
  const quoted = (names: readonly string[]) => names.map((n) => printText(n, "'")).join(', ');
  const needed = needs?.map((need) => `${isIdentifier(need) ? need : `'${need}'`}: '${need}'`);
  return [
    ...(said === undefined ? [] : [`// ${said}`]),
    `${printKey(name, "'")}: {`,
    ...(over === undefined ? [] : [`  over: [${quoted(over)}],`]),
    ...(needed === undefined ? [] : [`  needs: { ${needed.join(', ')} },`]),
    "  outputs: { result: 'result.json' },",
    command === undefined ? `  run: './${name}.ts',` : `  command: [${quoted(command)}],`,
    '},',
  ];
}
