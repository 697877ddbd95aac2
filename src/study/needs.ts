import type { CatalogModel, TaskId } from '../catalog/model.js';
import type { Problem } from '../problems/problem.js';

/** A task as a key of maps. */
export function taskKey({ catalog, task }: TaskId): string {
  return `${catalog}\0${task}`;
}

/**
 * The tasks that need one without experiments for want of data (a `glob` without files), also through
 * others: they have no experiments either, which in a fresh clone is no error.
 *
 * @returns their keys, those without data themselves included, and warnings
 */
export function tasksWithoutData(catalogs: readonly CatalogModel[]): {
  readonly keys: ReadonlySet<string>;
  readonly warnings: readonly string[];
} {
  const keys = new Set<string>();
  const warnings: string[] = [];
  for (const { file, dimensions, tasks } of catalogs)
    if (dimensions.some((d) => d.levels.length === 0))
      for (const { name } of tasks) keys.add(taskKey({ catalog: file, task: name }));
  for (let before = -1; before !== keys.size; ) {
    before = keys.size;
    for (const { file, tasks } of catalogs)
      for (const { name, needs } of tasks) {
        const key = taskKey({ catalog: file, task: name });
        const missing = Object.values(needs).find((id) => keys.has(taskKey(id)));
        if (missing === undefined || keys.has(key)) continue;
        keys.add(key);
        warnings.push(
          `${file}: tasks.${name}: has no experiments, because ${missing.task} of ${missing.catalog} has none for want of data`,
        );
      }
  }
  return { keys, warnings };
}

/** A problem for each need of a task of another catalog that is in error, also through others. */
export function dependants(
  catalogs: readonly CatalogModel[],
  problems: readonly Problem[],
): Problem[] {
  const inError = new Set(problems.map((p) => p.file));
  const found: Problem[] = [];
  for (let before = -1; before !== inError.size; ) {
    before = inError.size;
    for (const { file, tasks } of catalogs.filter((c) => !inError.has(c.file)))
      for (const task of tasks)
        for (const [need, { catalog, task: name }] of Object.entries(task.needs)) {
          if (catalog === file || !inError.has(catalog)) continue;
          const path = `tasks.${task.name}.needs.${need}`;
          const wrong = `is the task ${name} of ${catalog}, which is in error`;
          found.push({ code: 'NXE027', file, path, wrong, mend: `fix ${catalog}` });
          inError.add(file);
        }
  }
  return found;
}

/** One problem for each task that needs itself through others. */
export function cycles(catalogs: readonly CatalogModel[]): Problem[] {
  const needs = new Map<string, { readonly id: TaskId; readonly needed: readonly TaskId[] }>();
  for (const { file, tasks } of catalogs)
    for (const task of tasks) {
      const id = { catalog: file, task: task.name };
      needs.set(taskKey(id), { id, needed: Object.values(task.needs) });
    }
  const done = new Set<string>();
  const found: Problem[] = [];
  const visit = (key: string, path: readonly string[]): void => {
    const at = path.indexOf(key);
    const node = needs.get(key);
    if (at >= 0 && node !== undefined) {
      const names = [...path.slice(at), key].map((k) => needs.get(k)!.id.task);
      found.push({
        code: 'NXE026',
        file: node.id.catalog,
        path: `tasks.${node.id.task}.needs`,
        wrong: `the task needs itself: ${names.join(' → ')}`,
        mend: 'remove one of these needs',
      });
    }
    if (at >= 0 || done.has(key)) return;
    for (const needed of node?.needed ?? []) visit(taskKey(needed), [...path, key]);
    done.add(key);
  };
  for (const key of needs.keys()) visit(key, []);
  return found;
}
