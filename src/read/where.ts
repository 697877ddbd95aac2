import type { DimensionModel } from '../catalog/model.js';
import type { Code } from '../problems/codes.js';
import type { Report } from '../problems/report.js';
import { showValue } from '../problems/show.js';

/** The catalog's `where` as a judge of one index into each dimension's levels. */
export function readWhere(value: unknown, report: Report, dimensions: readonly DimensionModel[]) {
  if (value === undefined) return undefined;
  if (typeof value !== 'function') {
    report.add('NXE010', '', `is ${showValue(value)}`, 'give a function (e) => boolean');
    return undefined;
  }
  const seen = dimensions.map((d) => d.levels.map((l) => ({ ...l.fields, name: l.name })));
  const names = dimensions.map((d) => d.name);
  // One object for all calls: there may be millions.
  const levels: { [dimension: string]: { readonly name: string } } = {};
  return (combination: readonly number[]): boolean => {
    for (let i = 0; i < names.length; i++) levels[names[i]!] = seen[i]![combination[i]!]!;
    const which = () =>
      Object.entries(levels)
        .map(([name, level]) => `${name}=${level.name}`)
        .join(', ');
    let kept: unknown;
    try {
      kept = value({ levels });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const wrong = `throws for ${which()}: ${text}`;
      throw new WhereError('NXE002', wrong, 'fix the code that it runs', error);
    }
    if (typeof kept === 'boolean') return kept;
    const mend = 'return true or false for each combination';
    throw new WhereError('NXE010', `gives ${showValue(kept)} for ${which()}`, mend);
  };
}

/** Thrown where a catalog's `where` gives no answer; its cause is what that threw. */
export class WhereError extends Error {
  readonly code: Code;
  readonly mend: string;

  constructor(code: Code, wrong: string, mend: string, cause?: unknown) {
    super(wrong, { cause });
    this.code = code;
    this.mend = mend;
  }
}
