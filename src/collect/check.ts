import type { TaskModel } from '../catalog/model.js';
import type { Report } from '../problems/report.js';
import { showValue } from '../problems/show.js';
import { COLLECT } from './name.js';

const EXTENSIONS = ['.csv', '.json', '.parquet', '.md'];

/**
 * What is wrong with a task that collects, besides what may be wrong with any task.
 *
 * @param hasWrongNeeds whether it names needs that are none, which was reported
 */
export function checkCollect(task: TaskModel, report: Report, hasWrongNeeds: boolean): void {
  if (task.run !== COLLECT) return;
  if (Object.keys(task.needs).length === 0 && !hasWrongNeeds)
    report.add(
      'NXE038',
      'needs',
      'there is nothing to collect',
      "name a task: needs: { fits: 'estimate' }",
    );
  for (const [output, path] of Object.entries(task.outputs))
    if (!EXTENSIONS.some((extension) => path.toLowerCase().endsWith(extension)))
      report
        .at('outputs')
        .add(
          'NXE038',
          output,
          `${path} is no table that collect can write`,
          `end it in ${list(EXTENSIONS)}`,
        );
  for (const arg of Object.keys(task.args))
    if (arg !== 'values')
      report
        .at('args')
        .add('NXE009', arg, 'is unknown to collect', "it takes { values: ['accuracy'] }");
  const { values } = task.args;
  if (values === undefined) return;
  const isList = Array.isArray(values) && values.length > 0;
  if (!isList || !values.every((one) => typeof one === 'string' && one !== ''))
    report
      .at('args')
      .add(
        'NXE038',
        'values',
        `is ${showValue(values)}`,
        "list names of values: ['coefficients.*']",
      );
}

function list(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
