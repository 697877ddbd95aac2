import { posix } from 'node:path';
import { type Files, readSource } from '../edit/syntax/source.js';
import { moduleOptions } from '../edit/syntax/tsconfig.js';

/** How a module beside a catalog imports it: with the ending that the study's other imports have. */
export function catalogSpecifier(files: Files, catalog: string): string {
  const { name, ext } = posix.parse(catalog);
  return `./${name}${endingIn(files, catalog, ext)}`;
}

function endingIn(files: Files, catalog: string, extension: string): string {
  const local = readSource(files, catalog).program.body.flatMap((node) =>
    node.type === 'ImportDeclaration' && node.source.value.startsWith('.')
      ? [node.source.value]
      : [],
  );
  if (local.some((specifier) => specifier.endsWith('.js'))) return extension.replace('ts', 'js');
  if (local.some((specifier) => specifier.endsWith('.ts'))) return extension;
  if (local.length > 0) return '';
  return needsEndings(files) ? extension.replace('ts', 'js') : '';
}

/** Whether the root tsconfig resolves modules as Node.js does. */
function needsEndings(files: Files): boolean {
  const options = moduleOptions(files);
  return /^node(next|\d+)$/i.test(String(options.moduleResolution ?? options.module ?? ''));
}
