import type { CatalogModel, TaskModel } from '../catalog/model.js';

/**
 * Needs by which groups get what belongs to others. `mean` varies over the region and needs `clean`, which varies over
 * the country alone: by the rule of needs each region gets all countries, although the catalog says which
 * region each country is in.
 *
 * @param producerOf the task that a need names; undefined where it is not known
 * @returns a warning for each such need
 */
export function mixedGroups(
  { file, nested }: CatalogModel,
  task: TaskModel,
  producerOf: (need: string) => TaskModel | undefined,
): string[] {
  return Object.keys(task.needs).flatMap((need) => {
    const producer = producerOf(need);
    if (producer === undefined) return [];
    const pair = nested.find(
      ({ inner, outer }) =>
        task.over.includes(outer) &&
        !task.over.includes(inner) &&
        producer.over.includes(inner) &&
        !producer.over.includes(outer),
    );
    if (pair === undefined) return [];
    const { inner, outer } = pair;
    return [
      `${file}: tasks.${task.name}.needs.${need}: each ${inner} goes with one ${outer}, but every ${outer} gets ${producer.name} of each ${inner}, because ${producer.name} does not vary over ${outer}; add ${outer} to the over of ${producer.name}`,
    ];
  });
}
