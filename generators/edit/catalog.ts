import type { CallExpression, ObjectExpression } from 'oxc-parser';
import { refuse } from '../../src/problems/problem.js';
import { calledName } from './syntax/calls.js';
import { follow, followExport, type Written } from './syntax/follow.js';
import { argument, hasSpread, propertyNamed } from './syntax/nodes.js';
import { type Files, type Place, readSource } from './syntax/source.js';

/** The object that a file's default export gives to `defineCatalog`. */
export function findCatalog(files: Files, file: string): Place<ObjectExpression> {
  readSource(files, file);
  const call = followExport(files, file, 'default');
  if (call === undefined || calledName(call) !== 'defineCatalog')
    refuse(
      'NXE040',
      file,
      '',
      'has no default export in which a call of defineCatalog could be read',
      'write export default defineCatalog({ … })',
    );
  const given = argument(call.node as CallExpression, 0);
  const definition = given && follow(files, { source: call.source, node: given });
  if (definition?.node.type !== 'ObjectExpression')
    refuse(
      'NXE040',
      file,
      '',
      'what it gives to defineCatalog is computed, which a generator cannot edit',
      'write an object there, or edit it by hand',
    );
  return { source: definition.source, node: definition.node };
}

/** The object under a key of a catalog, such as its `dimensions`, wherever it is written. */
export function sectionOf(
  files: Files,
  { source, node }: Place<ObjectExpression>,
  key: 'dimensions' | 'tasks',
  mend: string,
): Place<ObjectExpression> {
  const property = propertyNamed(node, key);
  if (property === undefined && !hasSpread(node))
    refuse('NXE040', source.file, key, 'there are none', `add ${key}: { … } by hand`);
  const section: Written | undefined = property && follow(files, { source, node: property.value });
  if (section?.node.type !== 'ObjectExpression')
    refuse('NXE040', source.file, key, 'is computed, which a generator cannot edit', mend);
  return { source: section.source, node: section.node };
}
