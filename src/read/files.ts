import type { TaskModel } from '../catalog/model.js';
import { fill, placeholdersIn } from '../command/placeholders.js';
import { normalized, normalizeInside, overlapping, writtenPathProblem } from '../files/paths.js';
import type { Report } from '../problems/report.js';
import { isPlainObject, showValue } from '../problems/show.js';
import { readList, readRecord } from './values.js';

/** The files that a task reads, by name. */
export function readInputs(value: unknown, report: Report): TaskModel['inputs'] {
  const inputs: { [input: string]: string | string[] } = {};
  for (const [key, paths] of readRecord(value, report)) {
    const list = Array.isArray(paths) ? paths : [paths];
    const normal = list.map((path, i) => {
      const at = Array.isArray(paths) ? report.at(key).at(`[${i}]`) : report.at(key);
      const inside = typeof path === 'string' ? normalizeInside(path) : undefined;
      if (inside === undefined)
        at.add(
          'NXE016',
          '',
          `is ${showValue(path)}, not a path inside the workspace`,
          'give a path relative to the workspace root, with /',
        );
      // What a placeholder stands for may have several parts: such a path is normalized when filled.
      return inside === undefined || placeholdersIn(path).length > 0 ? String(path) : inside;
    });
    inputs[key] = Array.isArray(paths) ? normal : normal[0]!;
  }
  return inputs;
}

/** The files that a task writes, by name. */
export function readOutputs(value: unknown, report: Report): TaskModel['outputs'] {
  const outputs: { [output: string]: string } = {};
  for (const [key, path] of readRecord(value, report)) {
    const problem =
      typeof path === 'string'
        ? writtenPathProblem(fill(path, () => 'x'))
        : `is ${showValue(path)}, not a path`;
    if (problem !== undefined)
      report.add(
        'NXE016',
        key,
        problem,
        "give the path of a file inside the experiment's own folder",
      );
    else {
      const text = path as string;
      outputs[key] = placeholdersIn(text).length > 0 ? text : normalized(text);
    }
  }
  if (value === undefined || (isPlainObject(value) && Object.keys(value).length === 0))
    report.add('NXE010', '', 'a task has at least one output', "write outputs: { name: 'file' }");
  const [one, other] = overlapping(Object.entries(outputs)) ?? [];
  if (one !== undefined)
    report.add(
      'NXE017',
      '',
      `${one} and ${other} are one place, or one is inside the other`,
      'give each output a path of its own',
    );
  return outputs;
}

/** The globs of a task's further code. */
export function readGlobs(value: unknown, report: Report): string[] {
  return readList(value, report).flatMap((glob, i) => {
    if (glob === '') return [];
    const inside = normalizeInside(glob);
    if (inside !== undefined && !glob.startsWith('!')) return inside;
    report.add(
      'NXE016',
      `[${i}]`,
      `is ${showValue(glob)}, not a glob inside the workspace`,
      'give a pattern relative to the workspace root, with /',
    );
    return [];
  });
}

/** A list of texts, with an empty text in the place of whatever is none. */
