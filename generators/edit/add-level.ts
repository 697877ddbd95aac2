import type { ArrayExpression, Expression, ObjectExpression } from 'oxc-parser';
import type { Json } from '../../src/catalog/json.js';
import { levelNameProblem } from '../../src/catalog/names.js';
import { refuse } from '../../src/problems/problem.js';
import { levelNames, locateDimension } from './dimension.js';
import { addReplicate } from './replicates.js';
import { properties, unwrap } from './syntax/nodes.js';
import type { Files, Place } from './syntax/source.js';
import { addItem } from './text/add-item.js';
import { applyChanges, type Edit } from './text/changes.js';
import { layoutOf, listOf, styleIn } from './text/list.js';
import { printKey, printLines, printText, printValue, type Style, styleOf } from './text/style.js';

/** The fields of a level. */
export type LevelFields = { readonly [field: string]: Json };

/**
 * Adds a level to a dimension of a catalog, where the dimension is written.
 *
 * @throws {CatalogError} where it is there already, or cannot be added safely
 */
export function addLevel(
  files: Files,
  file: string,
  dimension: string,
  level: string,
  fields: LevelFields = {},
): Edit {
  const problem = levelNameProblem(level);
  if (problem !== undefined)
    refuse('NXE011', file, `dimensions.${dimension}`, problem, 'choose another name');
  const hasFields = Object.keys(fields).length > 0;
  const entry = hasFields ? entryOf(level, fields) : `'${level}'`;
  const todo = `add ${entry} to the levels of "${dimension}" by hand`;
  const replicate = addReplicate(files, file, dimension, level, hasFields, todo);
  if (replicate !== undefined) return replicate;
  const { levels } = locateDimension(files, file, dimension, todo);
  const { source, node } = levels;
  const path = `dimensions.${dimension}.${level}`;
  const names = levelNames(levels);
  if (names.includes(level))
    refuse(
      'NXE039',
      source.file,
      path,
      'is there already',
      'choose another name, or leave it as it is',
    );
  if (node.type === 'ArrayExpression' && Object.keys(fields).length > 0) {
    const record = names.map((name) => `${printKey(name ?? '…', "'")}: {}`);
    const mend = `write dimension({ ${[...record, entryOf(level, fields)].join(', ')} }) by hand`;
    refuse('NXE040', source.file, path, 'an array of names has no place for fields', mend);
  }
  const list = listOf(node);
  const style = styleIn(source, list);
  const layout = layoutOf(source, list, style.unit);
  const item =
    node.type === 'ArrayExpression'
      ? printName(levels as Place<ArrayExpression>, level, style)
      : printEntry(levels as Place<ObjectExpression>, level, fields, style, layout.indent);
  const changes = addItem(source, list, item, layout, style.eol);
  return { file: source.file, text: applyChanges(source.text, changes) };
}

function entryOf(level: string, fields: LevelFields): string {
  return `${printKey(level, "'")}: ${printValue(fields, styleOf(''))}`;
}

/** A level of an array: a number among numbers, otherwise a text in the quotes of the last one. */
function printName({ source, node }: Place<ArrayExpression>, level: string, style: Style): string {
  const given = node.elements.filter((item) => item !== null && item.type !== 'SpreadElement');
  const literals = given.map(unwrap).filter((item) => item.type === 'Literal');
  const areNumbers =
    literals.length > 0 && literals.every(({ value }) => typeof value === 'number');
  if (areNumbers && String(Number(level)) === level) return level;
  const quote = source.text[literals.at(-1)?.start ?? -1];
  return printText(level, quote === '"' || quote === "'" ? quote : style.quote);
}

/** A level of a record, its fields on one line or several as those of the last one. */
function printEntry(
  { source, node }: Place<ObjectExpression>,
  level: string,
  fields: LevelFields,
  style: Style,
  indent: string,
): string {
  const given = properties(node);
  const quotes = given.map(({ key }) => source.text[key.start]);
  const quote = quotes.findLast((mark) => mark === '"' || mark === "'") ?? style.quote;
  const areQuoted = given.length > 0 && quotes.every((mark) => mark === '"' || mark === "'");
  const key = areQuoted
    ? printText(level, quote as Style['quote'])
    : printKey(level, quote as Style['quote']);
  const last = given.at(-1);
  const value = last && unwrap(last.value);
  const first = value?.type === 'ObjectExpression' ? value.properties[0] : undefined;
  const isMultiLine =
    first !== undefined && source.text.slice(value!.start, first.start).includes('\n');
  const isOpen = first !== undefined && !isMultiLine;
  const padding = isOpen ? (source.text[value!.start + 1] === ' ' ? ' ' : '') : style.padding;
  const inner = { ...style, quote: quoteIn(source.text, value) ?? style.quote };
  return isMultiLine
    ? `${key}: ${printLines(fields, inner, indent)}`
    : `${key}: ${printValue(fields, { ...inner, padding })}`;
}

/** The quotes of the first text among the properties of an object. */
function quoteIn(text: string, value: Expression | undefined): Style['quote'] | undefined {
  const values = value?.type === 'ObjectExpression' ? properties(value).map((p) => p.value) : [];
  const quotes = values.map(({ start }) => text[start]);
  return quotes.find((mark): mark is Style['quote'] => mark === '"' || mark === "'");
}
