import type { ArrayExpression, CallExpression, ObjectExpression } from 'oxc-parser';
import { refuse } from '../../src/problems/problem.js';
import { oneOf, suggestion } from '../../src/problems/suggest.js';
import { findCatalog, sectionOf } from './catalog.js';
import { calledName } from './syntax/calls.js';
import { follow, type Written } from './syntax/follow.js';
import { isChanged } from './syntax/mutation.js';
import {
  argument,
  hasSpread,
  literalText,
  properties,
  propertyKey,
  propertyNamed,
} from './syntax/nodes.js';
import type { Files, Place } from './syntax/source.js';

/** A dimension of a catalog, and where its levels are written. */
export interface LocatedDimension {
  readonly name: string;
  /** The call of `dimension`. */
  readonly call: Place<CallExpression>;
  readonly levels: Place<ArrayExpression | ObjectExpression>;
}

/** The names of a catalog's dimensions that can be read, and whether these are all. */
export function dimensionNames(
  files: Files,
  file: string,
): { readonly names: readonly string[]; readonly areAll: boolean } {
  const { node } = sectionOf(files, findCatalog(files, file), 'dimensions', 'edit them by hand');
  const names = properties(node).map(propertyKey);
  const known = names.filter((name) => name !== undefined);
  return { names: known, areAll: !hasSpread(node) && known.length === names.length };
}

/**
 * Finds where the levels of a catalog's dimension are written, in this file or another.
 *
 * @param todo what to do by hand where they cannot be edited
 */
export function locateDimension(
  files: Files,
  file: string,
  name: string,
  todo: string,
): LocatedDimension {
  const { called, call } = locateCall(files, file, name, todo);
  const path = `dimensions.${name}`;
  if (called === 'replicates')
    refuse('NXE040', call.source.file, path, 'its levels are replicates, which have no list', todo);
  return { name, call, levels: locateLevels(files, file, path, call, todo) };
}

/** Finds the call of `dimension` or `replicates` that makes a catalog's dimension, in this file or another. */
export function locateCall(
  files: Files,
  file: string,
  name: string,
  todo: string,
): { readonly called: 'dimension' | 'replicates'; readonly call: Place<CallExpression> } {
  const { source, node } = sectionOf(files, findCatalog(files, file), 'dimensions', todo);
  const property = propertyNamed(node, name);
  const path = `dimensions.${name}`;
  const { names, areAll } = dimensionNames(files, file);
  if (property === undefined && areAll)
    refuse(
      'NXE013',
      file,
      'dimensions',
      `there is no dimension "${name}"${suggestion(name, names)}`,
      oneOf(names),
    );
  const value: Written | undefined = property && follow(files, { source, node: property.value });
  const called = value && calledName(value);
  if (value === undefined || (called !== 'dimension' && called !== 'replicates'))
    refuse(
      'NXE040',
      file,
      path,
      'is computed, or comes from a package, which a generator cannot edit',
      todo,
    );
  return { called, call: { source: value.source, node: value.node as CallExpression } };
}

function locateLevels(
  files: Files,
  file: string,
  path: string,
  call: Place<CallExpression>,
  todo: string,
): LocatedDimension['levels'] {
  const given = argument(call.node, 0);
  const levels = given && follow(files, { source: call.source, node: given });
  const place = levels?.source.file ?? file;
  if (levels?.node.type === 'CallExpression' && calledName(levels) === 'glob') {
    const pattern = argument(levels.node, 0);
    const shown = (pattern && literalText(pattern)) ?? 'a pattern';
    refuse(
      'NXE040',
      place,
      path,
      `its levels are the files that match ${shown}`,
      'add or remove a file there',
    );
  }
  const isList =
    levels?.node.type === 'ArrayExpression' ||
    (levels?.node.type === 'ObjectExpression' && !hasSpread(levels.node));
  const isWhole =
    isList &&
    !(levels.node as ArrayExpression).elements?.some((level) => level?.type === 'SpreadElement') &&
    !(levels.name !== undefined && isChanged(levels.source.program, levels.name));
  if (!isWhole)
    refuse('NXE040', place, path, 'its levels are computed, which a generator cannot edit', todo);
  return { source: levels.source, node: levels.node as ArrayExpression | ObjectExpression };
}

/** The names of the levels that can be read; undefined for each that cannot. */
export function levelNames(levels: LocatedDimension['levels']): (string | undefined)[] {
  return levels.node.type === 'ArrayExpression'
    ? levels.node.elements.map((level) =>
        level === null || level.type === 'SpreadElement' ? undefined : literalText(level),
      )
    : properties(levels.node).map(propertyKey);
}
