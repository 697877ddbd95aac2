import type { StudyData } from './data.js';

/** The data of `--json`, as text. */
export function jsonOf({ experiments, price }: StudyData): string {
  const lines = experiments.map(({ project, task, id, levels, state, reasons, seconds }) =>
    JSON.stringify({ project, task, id, levels, state, reasons, seconds }),
  );
  return `{"experiments":[\n${lines.join(',\n')}\n],"price":${JSON.stringify(price)}}\n`;
}
