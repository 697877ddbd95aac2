import { dimensionNameProblem, levelNameProblem } from '../../src/catalog/names.js';
import { refuse } from '../../src/problems/problem.js';
import { oneOf, suggestion } from '../../src/problems/suggest.js';
import { findCatalog, sectionOf } from './catalog.js';
import { dimensionNames } from './dimension.js';
import { bindingOf } from './syntax/bindings.js';
import type { Files } from './syntax/source.js';
import { addItem } from './text/add-item.js';
import type { Edit } from './text/changes.js';
import { applyChanges } from './text/changes.js';
import { constantBefore } from './text/constant.js';
import { isWord } from './text/identifier.js';
import { layoutOf, listOf } from './text/list.js';
import { importFromPackage } from './text/package-import.js';
import { printText, styleOf } from './text/style.js';

/**
 * Adds a dimension to a catalog: an exported constant, its key in `dimensions`, and the import of
 * `dimension` where it is missing. Where the name is taken in the file, it is written inline.
 *
 * @throws {CatalogError} where it is there already, a name is bad, or it cannot be added safely
 */
export function addDimension(
  files: Files,
  file: string,
  name: string,
  levels: readonly string[],
  byDefault?: string,
): Edit {
  check(files, file, name, levels, byDefault);
  const todo = `add ${name}: ${callOf('dimension', levels, byDefault, "'")} by hand`;
  const dimensions = sectionOf(files, findCatalog(files, file), 'dimensions', todo);
  const { source, node } = dimensions;
  if (!dimensionNames(files, file).areAll)
    refuse(
      'NXE040',
      source.file,
      'dimensions',
      'is computed in part, which a generator cannot edit',
      todo,
    );
  const style = styleOf(source.text);
  const { local, changes } = importFromPackage(source, 'dimension', style);
  const call = callOf(local, levels, byDefault, style.quote);
  const isFree = bindingOf(source, name) === undefined && name !== local && !isWord(name);
  const list = listOf(node);
  const layout = layoutOf(source, list, style.unit);
  const item = isFree ? name : `${name}: ${call}`;
  const text = applyChanges(source.text, [
    ...changes,
    ...(isFree
      ? [constantBefore(dimensions, `export const ${name} = ${call}${style.semicolon}`, style.eol)]
      : []),
    ...addItem(source, list, item, layout, style.eol),
  ]);
  return { file: source.file, text };
}

function check(
  files: Files,
  file: string,
  name: string,
  levels: readonly string[],
  byDefault: string | undefined,
): void {
  const path = `dimensions.${name}`;
  const problem = dimensionNameProblem(name) ?? levels.map(levelNameProblem).find(Boolean);
  if (problem !== undefined) refuse('NXE011', file, path, problem, 'choose another name');
  if (dimensionNames(files, file).names.includes(name))
    refuse('NXE039', file, path, 'is there already', 'choose another name, or leave it as it is');
  if (levels.length === 0)
    refuse('NXE041', file, path, 'has no levels', 'give --levels=first,second');
  const twice = levels.find((level, i) => levels.indexOf(level) < i);
  if (twice !== undefined)
    refuse('NXE012', file, path, `names the level "${twice}" twice`, 'name it once');
  if (byDefault !== undefined && !levels.includes(byDefault))
    refuse(
      'NXE013',
      file,
      path,
      `the default "${byDefault}" is not a level${suggestion(byDefault, levels)}`,
      oneOf(levels),
    );
}

function callOf(
  callee: string,
  levels: readonly string[],
  byDefault: string | undefined,
  quote: "'" | '"',
): string {
  const names = levels.map((level) => printText(level, quote)).join(', ');
  const options = byDefault === undefined ? '' : `, { default: ${printText(byDefault, quote)} }`;
  return `${callee}([${names}]${options})`;
}
