import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { closures } from '../../modules/closure.js';
import { importsOf } from '../../modules/imports.js';
import { createLoader } from '../../modules/loader.js';
import { reportInto } from '../../problems/report.js';
import type { NodeCode } from '../closure.js';
import type { Unknown } from '../code.js';
import { lineAt, short } from '../entry.js';

/**
 * What scripts for Node load: the same as task modules do. What they import and is not there is left
 * to Node to tell.
 *
 * @param root the workspace root, absolute
 */
export function nodeCode(root: string): NodeCode {
  // The files that modules resolve to have no links in them.
  const real = realpathSync(root);
  const closureOf = closures(real, createLoader(real));
  return (file) => {
    const { files, named = [], packages, manifests = [] } = closureOf(file, reportInto([], file));
    return {
      // Also what it reads, or hands to a process, by a literal path: a table, a script of another language.
      files: [...files, ...named],
      packages,
      manifests,
      unknown: files.flatMap((one) => computedIn(real, one)),
    };
  };
}

/** The imports of a module whose names are made when it runs. */
function computedIn(root: string, file: string): Unknown[] {
  try {
    const text = readFileSync(join(root, file), 'utf8');
    if (!/\b(?:(?:import|require)\s*\(|Worker\b)/.test(text)) return [];
    return importsOf(file, text).computed.map(({ start, end }) => ({
      file,
      line: lineAt(text, start),
      what: short(text.slice(start, end)),
    }));
  } catch {
    // What is no code that can be read loads nothing; that it cannot be read, Node tells.
    return [];
  }
}
