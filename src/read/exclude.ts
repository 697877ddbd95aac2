import type { DimensionModel } from '../catalog/model.js';
import type { Report } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { oneOf, suggestion } from '../problems/suggest.js';
import type { Exclusion } from './combinations.js';

/** The partial combinations that a catalog leaves out. */
export function readExclude(
  value: unknown,
  report: Report,
  dimensions: readonly DimensionModel[],
): Exclusion[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report.add('NXE010', '', `is ${showValue(value)}`, 'give a list of partial combinations');
    return [];
  }
  return value.map((entry, i) => readExclusion(entry, report.at(`[${i}]`), dimensions));
}

function readExclusion(
  value: unknown,
  report: Report,
  dimensions: readonly DimensionModel[],
): Exclusion {
  if (!isPlainObject(value) || Object.keys(value).length === 0) {
    report.add(
      'NXE010',
      '',
      `is ${showValue(value)}, which excludes nothing`,
      "write { dimension: 'pattern' }",
    );
    return {};
  }
  const exclusion: { [dimension: string]: string[] } = {};
  for (const [name, pattern] of Object.entries(value)) {
    const names = dimensions.map((d) => d.name);
    const levels = dimensions.find((d) => d.name === name)?.levels.map((level) => level.name);
    const patterns = Array.isArray(pattern) ? pattern : [pattern];
    if (levels === undefined)
      report.add(
        'NXE013',
        name,
        `there is no dimension ${showValue(name)}${suggestion(name, names)}`,
        oneOf(names),
      );
    else if (
      patterns.length === 0 ||
      !patterns.every((p): p is string => typeof p === 'string' && p !== '')
    )
      report.add(
        'NXE010',
        name,
        `is ${showValue(pattern)}`,
        'give a pattern for level names, or a list of them',
      );
    else {
      exclusion[name] = patterns;
      for (const literal of patterns.filter((p) => /^[\w.-]+$/.test(p)))
        if (levels.length > 0 && !levels.includes(literal))
          report.add(
            'NXE013',
            name,
            `there is no level ${showValue(literal)}${suggestion(literal, levels)}`,
            oneOf(levels),
          );
    }
  }
  return exclusion;
}
