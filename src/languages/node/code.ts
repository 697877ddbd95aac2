import { realpathSync } from 'node:fs';
import { closures } from '../../modules/closure.js';
import { createLoader } from '../../modules/loader.js';
import { reportInto } from '../../problems/report.js';
import type { NodeCode } from '../closure.js';

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
    const { files, packages, manifests = [] } = closureOf(file, reportInto([], file));
    return { files, packages, manifests };
  };
}
