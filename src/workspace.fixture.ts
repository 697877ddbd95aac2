import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { compileAhead } from './compile-ahead.fixture.js';

/** Texts of files by path, relative to the workspace root. */
export type Files = { readonly [path: string]: string };

/** A workspace in a temporary folder that the end of the test removes; absolute. */
export function workspace(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-experiments-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  write(root, files);
  return root;
}

/** Writes files below a folder. */
export function write(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    compileAhead(root, path, text);
  }
}

const IMPORT = "import { defineCatalog, dimension, glob } from 'nx-experiments';\n";

/** The text of a catalog's file. */
export function catalogText(definition: string, before = ''): string {
  return `${IMPORT}${before}\nexport default defineCatalog(${definition});\n`;
}
