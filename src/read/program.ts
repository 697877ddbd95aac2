import { posix } from 'node:path';
import type { TaskModel } from '../catalog/model.js';
import { normalizeInside } from '../files/paths.js';
import type { Report } from '../problems/report.js';
import { showValue } from '../problems/show.js';

/** What a task does: its module or its command. */
export function readProgram(
  value: { readonly [key: string]: unknown },
  report: Report,
  file: string,
): Pick<TaskModel, 'run' | 'command'> {
  const { run, command } = value;
  if ((run === undefined) === (command === undefined)) {
    report.add(
      'NXE020',
      '',
      run === undefined ? 'has neither run nor command' : 'has both run and command',
      'give one of them',
    );
    return {};
  }
  if (run !== undefined) {
    const path =
      typeof run !== 'string'
        ? ''
        : /^\.\.?\//.test(run)
          ? posix.join(posix.dirname(file), run)
          : run;
    const inside = normalizeInside(path);
    if (inside === undefined)
      report.add(
        'NXE016',
        'run',
        `is ${showValue(run)}, not a module inside the workspace`,
        "give a path such as './estimate.ts'",
      );
    return inside === undefined ? {} : { run: inside };
  }
  for (const [i, part] of (Array.isArray(command) ? command : [command]).entries())
    if (typeof part === 'string' && part.includes('\0'))
      report
        .at('command')
        .add(
          'NXE024',
          Array.isArray(command) ? `[${i}]` : '',
          'has a NUL character',
          'no argument can hold one',
        );
  if (typeof command === 'string' && command.trim() !== '') return { command };
  if (Array.isArray(command) && command.length > 0) {
    for (const [i, part] of command.entries())
      if (typeof part !== 'string' || (i === 0 && part === ''))
        report
          .at('command')
          .add('NXE010', `[${i}]`, `is ${showValue(part)}, not a text`, 'give a text');
    return { command: command.filter((part) => typeof part === 'string') };
  }
  report.add(
    'NXE010',
    'command',
    `is ${showValue(command)}`,
    'give a program with its arguments, or a text for the shell',
  );
  return {};
}
