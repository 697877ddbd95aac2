import { parse } from 'node:path';
import { KIND } from '../catalog/define.js';
import type { LevelModel } from '../catalog/model.js';
import { levelNameProblem } from '../catalog/names.js';
import type { Report } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { readFields } from './fields.js';

/** The files that match a glob, relative to the workspace root, sorted. */
export type FindFiles = (pattern: string) => readonly string[];

export function readLevels(
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
  if (isPlainObject(value) && value[KIND] === 'count') return readCount(value.count, report);
  if (isPlainObject(value)) {
    const levels = Object.entries(value).map(([name, fields]) => ({
      name,
      fields: readFields(fields, report.at(name)),
    }));
    return named(levels, report);
  }
  report.add(
    'NXE010',
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
    'NXE010',
    '',
    `is ${showValue(level)}, not the name of a level`,
    'give a text or a number; where levels have fields, write a record: { name: { field: … } }',
  );
  return undefined;
}

function named(levels: LevelModel[], report: Report): LevelModel[] {
  if (levels.length === 0) report.add('NXE010', '', 'has no levels', 'give it at least one');
  const seen = new Set<string>();
  for (const { name } of levels) {
    const problem = levelNameProblem(name);
    if (problem !== undefined) report.add('NXE011', '', problem, 'rename it');
    if (seen.has(name))
      report.add('NXE012', '', `names the level ${JSON.stringify(name)} twice`, 'remove one');
    seen.add(name);
  }
  return levels;
}

/** More repetitions are a slip of the pen, and would fill the memory. */
const MOST = 100_000;

function readCount(value: unknown, report: Report): LevelModel[] | undefined {
  const count = Number(value);
  if (typeof value === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST)
    return Array.from({ length: count }, (_, i) => ({ name: String(i + 1), fields: {} }));
  report.add(
    'NXE010',
    '',
    `has ${showValue(value)} replicates`,
    `give a whole number from 1 to ${MOST.toLocaleString('en')}: replicates(20)`,
  );
  return undefined;
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
      'NXE016',
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
      report.add('NXE011', '', `${problem}, from the file ${file}`, 'rename the file');
    if (other !== undefined)
      report.add(
        'NXE012',
        '',
        `${file} and ${other.fields.path} both make the level ${JSON.stringify(name)}`,
        'rename one',
      );
    levels.set(name, { name, fields: { path: file } });
  }
  return [...levels.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
