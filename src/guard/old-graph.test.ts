import type { ProjectConfiguration } from '@nx/devkit';
import { expect, test } from 'vitest';
import { readCall } from '../nx/call.js';
import { refuseOldGraph } from './old-graph.js';

const project = (name: string, inputs: readonly string[] = ['x'], digest = 'd') => {
  const [task = ''] = name.split('/');
  const target = { options: { digest }, inputs: [...inputs], metadata: { plan: {} } };
  return { name, root: `bld/${name}`, targets: { [task]: target } };
};

const app = {
  name: 'app',
  root: 'app',
  targets: { build: { inputs: [] }, publish: { dependsOn: ['estimate'] } },
};

/** What a run says whose graph has some projects, and whose workspace has others. */
function run(
  words: string,
  served: readonly ProjectConfiguration[],
  current: readonly ProjectConfiguration[],
): string | undefined {
  const byName = Object.fromEntries([...served, app].map((p) => [p.name!, p]));
  try {
    refuseOldGraph(readCall(['node', 'nx', ...words.split(' ')]), byName, current);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const a = project('estimate/a');
const b = project('estimate/b');

test.each<[what: string, served: ProjectConfiguration[], current: ProjectConfiguration[]]>([
  ['has come', [a], [a, b]],
  ['is gone', [a, b], [a]],
  ['has another definition', [a, b], [a, project('estimate/b', ['x'], 'other')]],
  ['has a further input', [a, b], [a, project('estimate/b', ['x', 'y'])]],
])('a run stops when an experiment %s that its graph does not know', (_, served, current) => {
  const wrong =
    /^Nx's daemon .* \(one experiment estimate\/b\)\. Run this again: .* nx reset --only-daemon/;
  expect(run('run-many -t estimate', served, current)).toMatch(wrong);
  expect(run('affected -t publish', served, current)).toMatch(wrong);
  expect(run('run-many -t build', served, current)).toBeUndefined();
});

test('a graph that covers what is there is fine, whatever nx.json adds to inputs', () => {
  expect(run('run-many -t estimate', [a, b], [b, a])).toBeUndefined();
  const more = project('estimate/b', ['more', 'x']);
  expect(run('run-many -t estimate', [a, more], [a, b])).toBeUndefined();
  expect(run('run-many -t estimate', [], [])).toBeUndefined();
});
