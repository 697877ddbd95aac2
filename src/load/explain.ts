import { isLocal, workspacePath } from '../files/paths.js';
import type { Code } from '../problems/codes.js';

/** What is wrong with a catalog, and how to fix it. */
export interface Explanation {
  readonly code: Code;
  readonly wrong: string;
  readonly mend: string;
}

/** Says in a few words what evaluating a catalog threw, with the place in the study's own code. */
export function explain(root: string, error: unknown): Explanation {
  if (!(error instanceof Error))
    return { code: 'NXE002', wrong: `throws ${String(error)}`, mend: EVALUATES };
  const message = error.message.replaceAll(`${root}/`, '');
  const [, syntax, file, line] = /^ParseError: (.*?)\s*\n\s*(.*):(\d+):\d+$/.exec(message) ?? [];
  if (syntax !== undefined)
    return {
      code: 'NXE003',
      wrong: `has a syntax error: ${syntax} (${file}:${line})`,
      mend: 'fix it',
    };
  const place = placeOf(root, error);
  const suffix = place === undefined ? '' : ` (${place})`;
  const [, missing] = /^Cannot find (?:module|package) '([^']*)'/.exec(message) ?? [];
  if (missing !== undefined)
    return {
      code: 'NXE004',
      wrong: `imports ${missing}, which is not there${suffix}`,
      mend: /^\.{0,2}\//.test(missing)
        ? 'fix the import'
        : 'install the package, or fix the import',
    };
  return {
    code: 'NXE002',
    wrong: `throws ${message.replace(/\s*\n\s*/g, ' ').trim()}${suffix}`,
    mend: EVALUATES,
  };
}

const EVALUATES = 'fix the code that it runs';

/**
 * The first line of a stack that is in the workspace's own code, as `<file>:<line>`.
 *
 * @param root the workspace root, absolute
 */
export function placeOf(root: string, thrown: unknown): string | undefined {
  const paths = [
    ...((thrown instanceof Error ? thrown.stack : undefined) ?? '').matchAll(
      /(?:\(|at )(?:file:\/\/)?(\/.*?):(\d+):\d+\)?$/gm,
    ),
  ];
  return paths.map(([, path = '', line]) => `${workspacePath(root, path)}:${line}`).find(isLocal);
}
