import { posix } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { planIn } from '../../src/definition/plan.js';

/**
 * What other projects than experiments have or write, relative to the workspace root: a build folder may
 * be shared with them. Of a pattern the folder in which it begins.
 */
export function outputsOfOthers(nodes: ProjectGraph['nodes']): string[] {
  return Object.values(nodes).flatMap(({ name, data: { root, targets = {} } }) => {
    const others = Object.values(targets).filter((target) => planIn(target) === undefined);
    const isExperiment = others.length < Object.keys(targets).length;
    const written = others.flatMap(({ outputs = [], options = {} }) =>
      outputs.map((output) => filled(output, { name, root, options })),
    );
    return [...(isExperiment || isVirtual(root) ? [] : [root]), ...written]
      .map((path) => posix.normalize(path).replace(/\/$/, ''))
      .filter((path) => path !== '.' && path !== '');
  });
}

/** The projects that stand for default levels, and for the pilot, have no files. */
function isVirtual(root: string): boolean {
  return /(^|\/)\.(defaults\/[^/]+|pilot)$/.test(root);
}

function filled(
  output: string,
  { name, root, options }: { name: string; root: string; options: { [option: string]: unknown } },
): string {
  const text = output
    .replaceAll('{workspaceRoot}', '.')
    .replaceAll('{projectRoot}', root)
    .replaceAll('{projectName}', name)
    .replace(/\{options\.([^}]+)\}/g, (_, option: string) => String(options[option] ?? ''));
  const begin = text.search(/[*?[{!(]/);
  return begin < 0 ? text : posix.dirname(`${text.slice(0, begin)}x`);
}
