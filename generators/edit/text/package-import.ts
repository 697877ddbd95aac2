import type { ImportDeclaration, ImportDeclarationSpecifier } from 'oxc-parser';
import { nameOf } from '../syntax/bindings.js';
import { type Source, skipTrivia } from '../syntax/source.js';
import { addItem } from './add-item.js';
import { type Change, insertion } from './changes.js';
import { layoutOf } from './list.js';
import { printText, type Style } from './style.js';

const PACKAGE = 'nx-experiments';

/** What a file calls an export of this package, and the changes that import it where it is not yet. */
export function importFromPackage(
  source: Source,
  name: string,
  style: Style,
): { readonly local: string; readonly changes: readonly Change[] } {
  const imports = source.program.body.filter((node) => node.type === 'ImportDeclaration');
  const ofPackage = imports.filter(
    (node) => node.source.value === PACKAGE && node.importKind !== 'type',
  );
  for (const specifier of ofPackage.flatMap(({ specifiers }) => specifiers)) {
    const local = localName(specifier, name);
    if (local !== undefined) return { local, changes: [] };
  }
  const named = ofPackage.find(({ specifiers }) => specifiers.some(isNamed));
  if (named !== undefined)
    return { local: name, changes: addSpecifier(source, named, name, style) };
  const line = `import { ${name} } from ${printText(PACKAGE, style.quote)}${style.semicolon}`;
  const last = imports.at(-1);
  if (last !== undefined)
    return { local: name, changes: [insertion(last.end, `${style.eol}${line}`)] };
  const start = source.text.startsWith('\uFEFF') ? 1 : 0;
  return { local: name, changes: [insertion(start, `${line}${style.eol}${style.eol}`)] };
}

function localName(specifier: ImportDeclarationSpecifier, name: string): string | undefined {
  if (specifier.type === 'ImportNamespaceSpecifier') return `${specifier.local.name}.${name}`;
  const isIt =
    specifier.type === 'ImportSpecifier' &&
    specifier.importKind !== 'type' &&
    nameOf(specifier.imported) === name;
  return isIt ? specifier.local.name : undefined;
}

function isNamed({ type }: ImportDeclarationSpecifier): boolean {
  return type === 'ImportSpecifier';
}

function addSpecifier(
  source: Source,
  { specifiers }: ImportDeclaration,
  name: string,
  { unit, eol }: Style,
): Change[] {
  const items = specifiers.filter(isNamed);
  const afterLast = skipTrivia(source, items.at(-1)!.end);
  const close = source.text[afterLast] === ',' ? skipTrivia(source, afterLast + 1) : afterLast;
  const list = { open: source.text.lastIndexOf('{', items[0]!.start), close, items };
  return addItem(source, list, name, layoutOf(source, list, unit), eol);
}
