import type { StudyData } from './data.js';

/** The data of `--json`, as lines: one for each experiment. */
export function jsonOf({ experiments, price }: StudyData): string[] {
  const lines = experiments.map(({ project, task, id, levels, state, reasons, seconds }, i) => {
    const shown = { project, task, id, levels, state, reasons, seconds };
    return `${JSON.stringify(shown)}${i + 1 < experiments.length ? ',' : ''}`;
  });
  return ['{"experiments":[', ...lines, `],"price":${JSON.stringify(price)}}`];
}
