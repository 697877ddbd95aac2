import { plainName, type StudyData } from './data.js';

/** The data of `--json`, as lines: one for each experiment. */
export function jsonOf({ experiments, price }: StudyData): string[] {
  const lines = experiments.map((experiment, i) => {
    const { project, id, levels, state, reasons, seconds } = experiment;
    const task = plainName(experiment.task);
    const shown = { project, task, id, levels, state, reasons, seconds };
    return `${JSON.stringify(shown)}${i + 1 < experiments.length ? ',' : ''}`;
  });
  return ['{"experiments":[', ...lines, `],"price":${JSON.stringify(price)}}`];
}
