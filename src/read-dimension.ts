import { parse } from 'node:path';
import { KIND } from './catalog.js';
import type { Json } from './json.js';
import type { DimensionModel, LevelModel } from './model.js';
import { dimensionNameProblem, levelNameProblem } from './names.js';
import { isPlainObject, type Report, showValue } from './report.js';
import { oneOf, suggestion } from './suggest.js';

/** The files that match a glob, relative to the workspace root, sorted. */
export type FindFiles = (pattern: string) => readonly string[];

/**
 * Reads one dimension as it stands in a catalog.
 *
 * @param find finds the files of `glob`
 * @param warn takes what is odd but no error
 */
export function readDimension(
  name: string,
  value: unknown,
  report: Report,
  find: FindFiles,
  warn: (text: string) => void,
): DimensionModel {
  const nameProblem = dimensionNameProblem(name);
  if (nameProblem !== undefined) report.add('', nameProblem, 'rename it');
  if (!isPlainObject(value) || value[KIND] !== 'dimension') {
    report.add('', `is ${showValue(value)}, not a dimension`, 'write dimension([...])');
    return { name, levels: [] };
  }
  const levels = readLevels(value.levels, report, find, warn);
  if (levels === undefined) return { name, levels: [] };
  const byDefault = readDefault(value.default, levels, report);
  return { name, levels, ...(byDefault !== undefined && { default: byDefault }) };
}

function readLevels(
  value: unknown,
  report: Report,
  find: FindFiles,
  warn: (text: string) => void,
): LevelModel[] | undefined {
  if (Array.isArray(value)) {
    const names = Array.from(value, (level, i) => readArrayLevel(level, report.at(`[${i}]`)));
    // What is no name is reported already.
    if (names.includes(undefined)) return undefined;
    return named(
      names.map((name) => ({ name: name!, fields: {} })),
      report,
    );
  }
  if (isPlainObject(value) && value[KIND] === 'glob')
    return readGlob(value.pattern, report, find, warn);
  if (isPlainObject(value)) {
    const levels = Object.entries(value).map(([name, fields]) => ({
      name,
      fields: readFields(fields, report.at(name)),
    }));
    return named(levels, report);
  }
  report.add(
    '',
    `has levels that are ${showValue(value)}`,
    'give an array of names, a record of names to fields, or glob(...)',
  );
  return undefined;
}

function readArrayLevel(level: unknown, report: Report): string | undefined {
  if (typeof level === 'string') return level;
  if (Number.isFinite(level)) return String(level);
  report.add(
    '',
    `is ${showValue(level)}, not the name of a level`,
    'give a text or a number; where levels have fields, write a record: { name: { field: … } }',
  );
  return undefined;
}

function named(levels: LevelModel[], report: Report): LevelModel[] {
  if (levels.length === 0) report.add('', 'has no levels', 'give it at least one');
  const seen = new Set<string>();
  for (const { name } of levels) {
    const problem = levelNameProblem(name);
    if (problem !== undefined) report.add('', problem, 'rename it');
    if (seen.has(name))
      report.add('', `names the level ${JSON.stringify(name)} twice`, 'remove one');
    seen.add(name);
  }
  return levels;
}

function readGlob(
  pattern: unknown,
  report: Report,
  find: FindFiles,
  warn: (text: string) => void,
): LevelModel[] | undefined {
  if (
    typeof pattern !== 'string' ||
    pattern === '' ||
    /^([/\\]|[A-Za-z]:)|(^|\/)\.\.(\/|$)/.test(pattern)
  ) {
    report.add(
      '',
      `has the glob ${showValue(pattern)}`,
      'give a pattern relative to the workspace root',
    );
    return undefined;
  }
  const files = find(pattern);
  if (files.length === 0)
    warn(`${report.place()}: no file matches ${pattern}; the dimension has no level`);
  const levels = new Map<string, LevelModel>();
  for (const file of files) {
    const { name } = parse(file);
    const problem = levelNameProblem(name);
    const other = levels.get(name);
    if (problem !== undefined)
      report.add('', `${problem}, from the file ${file}`, 'rename the file');
    if (other !== undefined)
      report.add(
        '',
        `${file} and ${other.fields.path} both make the level ${JSON.stringify(name)}`,
        'rename one',
      );
    levels.set(name, { name, fields: { path: file } });
  }
  return [...levels.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readDefault(
  value: unknown,
  levels: readonly LevelModel[],
  report: Report,
): string | undefined {
  if (value === undefined) return undefined;
  const names = levels.map((level) => level.name);
  const level = levels.find(({ name }) => name === String(value));
  if (level === undefined) {
    const hint = suggestion(String(value), names);
    report.add('default', `${showValue(value)} is not a level${hint}`, oneOf(names));
    return undefined;
  }
  if (Object.keys(level.fields).length > 0)
    report.add(
      'default',
      `the default level ${JSON.stringify(level.name)} has fields, which no hash would see`,
      'remove its fields, or the default',
    );
  return level.name;
}

function readFields(value: unknown, report: Report): LevelModel['fields'] {
  if (!isPlainObject(value)) {
    report.add(
      '',
      `is ${showValue(value)}, not the fields of a level`,
      'write { field: value }, or {}',
    );
    return {};
  }
  if (Object.hasOwn(value, 'name')) report.add('name', 'the field name is reserved', 'rename it');
  const entries = Object.entries(value).map(([field, v]): [string, Json] => {
    if (field === '__proto__') report.add(field, 'the field name is reserved', 'rename it');
    // What is no JSON could not leave the thread in which the catalog is read.
    return [field, isJson(v, report.at(field), [value]) ? v : null];
  });
  return Object.fromEntries(entries);
}

/** Whether a value is JSON; reports everything in it that is not, each at its own path. */
function isJson(value: unknown, report: Report, above: readonly unknown[]): value is Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (Number.isFinite(value)) return true;
  if (typeof value === 'object' && above.includes(value)) {
    report.add('', 'refers to itself', 'fields are JSON, which cannot');
    return false;
  }
  const inside = [...above, value];
  if (Array.isArray(value)) {
    const items = Array.from(value, (v, i) => isJson(v, report.at(`[${i}]`), inside));
    return items.every((isItem) => isItem);
  }
  if (isPlainObject(value) && Object.getOwnPropertySymbols(value).length === 0) {
    const values = Object.entries(value).map(([key, v]) => {
      if (key === '__proto__') report.add(key, 'the field name is reserved', 'rename it');
      return isJson(v, report.at(key), inside);
    });
    return values.every((isValue) => isValue);
  }
  report.add(
    '',
    `is ${showValue(value)}, which is not JSON`,
    'use texts, finite numbers, booleans, null, arrays and objects',
  );
  return false;
}
