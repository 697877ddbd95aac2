import type { Expression } from 'oxc-parser';
import { refuse } from '../../src/problems/problem.js';
import { locateCall } from './dimension.js';
import { argument, unwrap } from './syntax/nodes.js';
import type { Files, Source } from './syntax/source.js';
import { applyChanges, type Edit } from './text/changes.js';

/** The number that a dimension of repetitions is given, `replicates(20)`, where it is written. */
interface Replicates {
  readonly source: Source;
  readonly node: Expression;
  readonly count: number;
}

/**
 * A dimension that is written as `replicates(20)`; undefined where it is another one.
 *
 * @param todo what to do by hand where the dimension cannot be found
 * @param change what to do by hand with its number where that cannot be edited
 */
function locateReplicates(
  files: Files,
  file: string,
  name: string,
  todo: string,
  change: 'raise' | 'lower',
): Replicates | undefined {
  const { called, call } = locateCall(files, file, name, todo);
  if (called !== 'replicates') return undefined;
  const given = argument(call.node, 0);
  const node = given && unwrap(given);
  const count = node?.type === 'Literal' ? Number(node.value) : Number.NaN;
  // A constant may be the number of other things, too.
  if (node === undefined || !Number.isInteger(count))
    refuse(
      'NXE040',
      call.source.file,
      `dimensions.${name}`,
      'its number is not written in the call',
      `${change} the number of the replicates "${name}" by hand`,
    );
  return { source: call.source, node, count };
}

/** Adds the next repetition; undefined where the dimension is another one. */
export function addReplicate(
  files: Files,
  file: string,
  dimension: string,
  level: string,
  hasFields: boolean,
  todo: string,
): Edit | undefined {
  const found = locateReplicates(files, file, dimension, todo, 'raise');
  if (found === undefined) return undefined;
  const { source, count } = found;
  const path = `dimensions.${dimension}.${level}`;
  const next = String(count + 1);
  const is = Number(level);
  if (Number.isInteger(is) && String(is) === level && is >= 1 && is <= count)
    refuse('NXE039', source.file, path, 'is there already', `add the next one, ${next}`);
  if (level !== next)
    refuse(
      'NXE041',
      source.file,
      path,
      `replicates(${count}) are 1 to ${count}`,
      `add the next one, ${next}`,
    );
  if (hasFields)
    refuse(
      'NXE041',
      source.file,
      path,
      'replicates have no fields',
      'write dimension({ … }, { replicate: true })',
    );
  return withCount(found, next);
}

/** Removes the last repetition; undefined where the dimension is another one. */
export function removeReplicate(
  files: Files,
  file: string,
  dimension: string,
  level: string,
  todo: string,
): Edit | undefined {
  const found = locateReplicates(files, file, dimension, todo, 'lower');
  if (found === undefined) return undefined;
  const { source, count } = found;
  const path = `dimensions.${dimension}`;
  if (level !== String(count))
    refuse(
      'NXE042',
      source.file,
      path,
      `replicates(${count}) are 1 to ${count}, and only the last one can go`,
      `remove ${count}, or exclude "${level}" in the catalog`,
    );
  if (count === 1)
    refuse('NXE042', source.file, path, `"${level}" is its only level`, 'add another one first');
  return withCount(found, String(count - 1));
}

function withCount({ source, node }: Replicates, text: string): Edit {
  const { start, end } = node;
  return { file: source.file, text: applyChanges(source.text, [{ start, end, text }]) };
}
