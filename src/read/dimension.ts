import { KIND } from '../catalog/define.js';
import type { DimensionModel, LevelModel } from '../catalog/model.js';
import { dimensionNameProblem } from '../catalog/names.js';
import type { Report } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { oneOf, suggestion } from '../problems/suggest.js';
import { type FindFiles, readLevels } from './levels.js';
import { readBoolean } from './values.js';

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
  if (nameProblem !== undefined) report.add('NXE011', '', nameProblem, 'rename it');
  if (!isPlainObject(value) || value[KIND] !== 'dimension') {
    report.add('NXE010', '', `is ${showValue(value)}, not a dimension`, 'write dimension([...])');
    return { name, levels: [] };
  }
  const levels = readLevels(value.levels, report, find, warn);
  if (levels === undefined) return { name, levels: [] };
  const byDefault = readDefault(value.default, levels, report);
  const isReplicate = readBoolean(value.replicate, report.at('replicate')) === true;
  return {
    name,
    levels,
    ...(byDefault !== undefined && { default: byDefault }),
    ...(isReplicate && { replicate: true }),
  };
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
    report.add('NXE013', 'default', `${showValue(value)} is not a level${hint}`, oneOf(names));
    return undefined;
  }
  if (Object.keys(level.fields).length > 0)
    report.add(
      'NXE014',
      'default',
      `the default level ${JSON.stringify(level.name)} has fields, which no hash would see`,
      'remove its fields, or the default',
    );
  return level.name;
}
