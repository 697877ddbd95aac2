import type { ObjectExpression } from 'oxc-parser';
import { refuse } from '../../src/problems/problem.js';
import { oneOf, suggestion } from '../../src/problems/suggest.js';
import { findCatalog } from './catalog.js';
import { type LocatedDimension, levelNames, locateDimension } from './dimension.js';
import { removeReplicate } from './replicates.js';
import { follow } from './syntax/follow.js';
import { argument, literalText, propertyNamed } from './syntax/nodes.js';
import type { Files, Place } from './syntax/source.js';
import type { Edit } from './text/changes.js';
import { applyChanges } from './text/changes.js';
import { listOf } from './text/list.js';
import { removeItem } from './text/remove-item.js';

/**
 * Removes a level from a dimension of a catalog, where the dimension is written.
 *
 * @throws {CatalogError} where it is not there, is the default or the last one, is named in the
 *   catalog's `exclude`, or cannot be removed safely
 */
export function removeLevel(files: Files, file: string, dimension: string, level: string): Edit {
  const todo = `remove '${level}' from the levels of "${dimension}" by hand`;
  const exclusion = exclusionOf(files, findCatalog(files, file), dimension, level);
  const named = () =>
    exclusion === undefined ||
    refuse('NXE042', file, exclusion, `names the level "${level}"`, 'remove it there first');
  const replicate = removeReplicate(files, file, dimension, level, todo);
  if (replicate !== undefined) {
    named();
    return replicate;
  }
  const located = locateDimension(files, file, dimension, todo);
  const { source, node } = located.levels;
  const path = `dimensions.${dimension}`;
  const names = levelNames(located.levels);
  const index = names.indexOf(level);
  const known = names.filter((name) => name !== undefined);
  if (index < 0 && known.length < names.length)
    refuse(
      'NXE040',
      source.file,
      path,
      'some of its levels are computed, and none that is not has that name',
      todo,
    );
  if (index < 0)
    refuse(
      'NXE013',
      source.file,
      path,
      `there is no level "${level}"${suggestion(level, known)}`,
      oneOf(known),
    );
  if (names.length === 1)
    refuse('NXE042', source.file, path, `"${level}" is its only level`, 'add another one first');
  if (defaultOf(files, located) === level)
    refuse(
      'NXE042',
      source.file,
      path,
      `"${level}" is the default level, which results from before this dimension belong to`,
      'keep it, or remove the whole dimension by hand',
    );
  named();
  const text = applyChanges(source.text, removeItem(source, listOf(node), index));
  return { file: source.file, text };
}

function defaultOf(files: Files, { call }: LocatedDimension): string | undefined {
  const given = argument(call.node, 1);
  const options = given && follow(files, { source: call.source, node: given });
  if (options?.node.type !== 'ObjectExpression') return undefined;
  const named = propertyNamed(options.node, 'default');
  return named && literalText(follow(files, { source: options.source, node: named.value }).node);
}

/** The place in `exclude` that names a level literally: patterns may match nothing, names may not. */
function exclusionOf(
  files: Files,
  { source, node }: Place<ObjectExpression>,
  dimension: string,
  level: string,
): string | undefined {
  const property = propertyNamed(node, 'exclude');
  const list = property && follow(files, { source, node: property.value });
  if (list?.node.type !== 'ArrayExpression') return undefined;
  const entries = list.node.elements.map((entry) =>
    entry?.type === 'ObjectExpression' ? propertyNamed(entry, dimension)?.value : undefined,
  );
  const index = entries.findIndex((value) => {
    const texts = value?.type === 'ArrayExpression' ? value.elements : [value];
    return texts.some(
      (text) => text && text.type !== 'SpreadElement' && literalText(text) === level,
    );
  });
  return index < 0 ? undefined : `exclude[${index}].${dimension}`;
}
