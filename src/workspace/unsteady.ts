import type { CatalogModel, LevelModel, TaskModel } from '../catalog/model.js';
import type { Problem } from '../problems/problem.js';

type Fields = { readonly [field: string]: unknown };

/**
 * What two evaluations of the same catalogs gave differently, such as a field that is `Date.now()`: by
 * it no lock is ever in step, and no result comes back.
 */
export function unsteady(
  once: readonly CatalogModel[],
  again: readonly CatalogModel[],
): readonly Problem[] {
  const later = new Map(again.map((model) => [model.file, model]));
  return once.flatMap((model) => {
    const other = later.get(model.file);
    const paths = other === undefined ? [] : differences(model, other);
    return paths.map((path) => ({
      code: 'NXE008',
      file: model.file,
      path,
      wrong:
        'is another value each time the catalog is evaluated, so no lock can be in step with it',
      mend: 'write a value that stays, not the time, a random number or the like',
    }));
  });
}

function differences(model: CatalogModel, other: CatalogModel): readonly string[] {
  const dimensions = model.dimensions.flatMap(({ name, levels }) => {
    const others = other.dimensions.find((dimension) => dimension.name === name)?.levels ?? [];
    const path = `dimensions.${name}`;
    return same(levels.map(nameOf), others.map(nameOf))
      ? levels.flatMap((level, i) =>
          changedFields(level.fields, others[i]!.fields, `${path}.${level.name}`),
        )
      : [path];
  });
  const tasks = model.tasks.flatMap((task) => {
    const twin = other.tasks.find(({ name }) => name === task.name);
    return twin === undefined
      ? [`tasks.${task.name}`]
      : changedFields(ownFields(task), ownFields(twin), `tasks.${task.name}`);
  });
  return [...dimensions, ...tasks];
}

/** Which experiments there are follows from the levels; what code there is, from the disk. */
function ownFields({ experiments, closure, ...fields }: TaskModel): Fields {
  return fields;
}

function changedFields(fields: Fields, others: Fields, path: string): readonly string[] {
  return [...new Set([...Object.keys(fields), ...Object.keys(others)])]
    .filter((field) => !same(fields[field], others[field]))
    .map((field) => `${path}.${field}`);
}

function nameOf({ name }: LevelModel): string {
  return name;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
