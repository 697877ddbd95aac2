import type { Expression, MemberExpression } from 'oxc-parser';
import { type Binding, bindingOf, exportOf, starExports } from './bindings.js';
import { calledName } from './calls.js';
import { argument, literalText, propertyNamed, unwrap } from './nodes.js';
import { resolveModule } from './resolve.js';
import { type Files, type Place, readSource, type Source } from './source.js';

/** Where a value is written: an expression, and the name that it was given there, if any. */
export interface Written extends Place<Expression> {
  readonly name?: string;
}

/** No chain of names is longer than this, unless it runs in a circle. */
const LONGEST = 50;

/**
 * Follows names to where their value is written: constants, imports from local files, and
 * properties of objects, namespaces and catalogs. Ends at what is none of these.
 */
export function follow(files: Files, place: Written, left: number = LONGEST): Written {
  const node = unwrap(place.node);
  const here = { ...place, node };
  if (left === 0) return here;
  const next =
    node.type === 'Identifier'
      ? fromBinding(files, place.source, node.name, bindingOf(place.source, node.name), left)
      : node.type === 'MemberExpression'
        ? fromMember(files, place.source, node, left)
        : undefined;
  return next ?? here;
}

function fromBinding(
  files: Files,
  source: Source,
  name: string,
  binding: Binding | undefined,
  left: number,
): Written | undefined {
  if (binding?.kind === 'const')
    return follow(files, { source, node: binding.init, name }, left - 1);
  if (binding?.kind !== 'import' || binding.imported === '*') return undefined;
  const file = resolveModule(files, source.file, binding.from);
  return file === undefined ? undefined : followExport(files, file, binding.imported, left - 1);
}

/** Where what a file exports under a name is written; undefined where that cannot be read. */
export function followExport(
  files: Files,
  file: string,
  name: string,
  left: number = LONGEST,
): Written | undefined {
  if (left <= 0) return undefined;
  const source = readSource(files, file);
  const exported = exportOf(source, name);
  if (typeof exported === 'string')
    return fromBinding(files, source, exported, bindingOf(source, exported), left - 1);
  if (exported !== undefined) return fromBinding(files, source, name, exported, left - 1);
  for (const specifier of starExports(source)) {
    const other = resolveModule(files, file, specifier);
    const found = other === undefined ? undefined : followExport(files, other, name, left - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromMember(
  files: Files,
  source: Source,
  { object, property, computed }: MemberExpression,
  left: number,
): Written | undefined {
  const key =
    !computed && property.type === 'Identifier'
      ? property.name
      : literalText(property as Expression);
  if (key === undefined || object.type === 'Super') return undefined;
  const binding = object.type === 'Identifier' ? bindingOf(source, object.name) : undefined;
  if (binding?.kind === 'import' && binding.imported === '*') {
    const file = resolveModule(files, source.file, binding.from);
    return file === undefined ? undefined : followExport(files, file, key, left - 1);
  }
  const owner = follow(files, { source, node: object }, left - 1);
  if (owner.node.type === 'CallExpression' && calledName(owner) === 'defineCatalog') {
    const given = argument(owner.node, 0);
    const definition = given && follow(files, { source: owner.source, node: given }, left - 1);
    return definition && key === 'dimensions'
      ? fromProperty(files, definition, key, left)
      : undefined;
  }
  return fromProperty(files, owner, key, left);
}

function fromProperty(
  files: Files,
  owner: Written,
  key: string,
  left: number,
): Written | undefined {
  if (owner.node.type !== 'ObjectExpression') return undefined;
  const property = propertyNamed(owner.node, key);
  if (property === undefined) return undefined;
  return follow(files, { source: owner.source, node: property.value }, left - 1);
}
