import type { ObjectExpression } from 'oxc-parser';
import { refuse } from '../../src/problems/problem.js';
import { oneOf, suggestion } from '../../src/problems/suggest.js';
import { findCatalog, sectionOf } from './catalog.js';
import { dimensionNames } from './dimension.js';
import { follow } from './syntax/follow.js';
import { hasSpread, literalText, properties, propertyKey, propertyNamed } from './syntax/nodes.js';
import type { Files, Place } from './syntax/source.js';

/** What can be read of a task of a catalog. */
export interface WrittenTask {
  readonly name: string;
  /** The dimensions that it varies over. */
  readonly over: readonly string[];
  /** The names and paths of its outputs; a path that is computed is undefined. */
  readonly outputs: readonly (readonly [name: string, path: string | undefined])[];
}

/** The object of a catalog's tasks. */
export function tasksOf(files: Files, file: string, todo: string): Place<ObjectExpression> {
  return sectionOf(files, findCatalog(files, file), 'tasks', todo);
}

/** The names of a catalog's tasks that can be read, and whether these are all. */
export function taskNames(tasks: Place<ObjectExpression>): {
  readonly names: readonly string[];
  readonly areAll: boolean;
} {
  const names = properties(tasks.node).map(propertyKey);
  const known = names.filter((name) => name !== undefined);
  return { names: known, areAll: !hasSpread(tasks.node) && known.length === names.length };
}

/** Reads a task of a catalog as far as it is not computed; @throws {CatalogError} where there is none. */
export function writtenTask(files: Files, file: string, name: string): WrittenTask {
  const tasks = tasksOf(files, file, 'edit them by hand');
  const property = propertyNamed(tasks.node, name);
  if (property === undefined) {
    const { names } = taskNames(tasks);
    const mend = `${oneOf(names)}; a task of another catalog is added by hand: needs: { ${name}: otherCatalog.tasks.${name} }`;
    refuse('NXE013', file, 'tasks', `there is no task "${name}"${suggestion(name, names)}`, mend);
  }
  const task = follow(files, { source: tasks.source, node: property.value });
  const all = dimensionNames(files, file).names;
  if (task.node.type !== 'ObjectExpression') return { name, over: all, outputs: [] };
  const written = (key: string) => {
    const found = propertyNamed(task.node as ObjectExpression, key);
    return found && follow(files, { source: task.source, node: found.value }).node;
  };
  const over = written('over');
  const outputs = written('outputs');
  return {
    name,
    over:
      over?.type === 'ArrayExpression'
        ? over.elements.flatMap((item) =>
            item === null || item.type === 'SpreadElement' ? [] : (literalText(item) ?? []),
          )
        : all,
    outputs:
      outputs?.type === 'ObjectExpression'
        ? properties(outputs).map((output) => [
            propertyKey(output) ?? '',
            literalText(output.value),
          ])
        : [],
  };
}
