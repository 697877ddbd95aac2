import type { TargetConfiguration } from '@nx/devkit';
import type { Plan } from '../definition/plan.js';
import { entryField } from '../lock/lock.js';
import { isLockFileOf } from '../lock/places.js';

/**
 * What nx.json's `targetDefaults`, or a project.json at an experiment's root, took away from a target.
 * Nx merges them over what a plugin infers, and theirs replace ours: without our inputs the hash would
 * miss changes and restore stale results.
 *
 * @returns the names of the properties that are no longer ours
 */
export function overridden(target: TargetConfiguration, plan: Plan): string[] {
  const inputs = target.inputs ?? [];
  const outputs: readonly string[] = target.outputs ?? [];
  const { needs, outputs: declared } = plan.experiment;
  const needsSome = Object.keys(needs).length > 0;
  const dependsOnSome = (target.dependsOn ?? []).some(
    (dependency) => typeof dependency === 'object' && Array.isArray(dependency.projects),
  );
  const keepsOutputs = Object.values(declared).every((path) =>
    outputs.includes(`{workspaceRoot}/${path}`),
  );
  return [
    ...(readsOwnEntry(inputs, plan) && !inputs.some(mayLeaveOut) ? [] : ['inputs']),
    ...(!needsSome || dependsOnSome ? [] : ['dependsOn']),
    ...(keepsOutputs ? [] : ['outputs']),
    ...(target.executor?.startsWith('nx-experiments:') ? [] : ['executor']),
  ];
}

const ROOT = '{workspaceRoot}/';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

/**
 * Whether the experiment's own entry of the lock is there. It stands for all of our inputs: no list
 * for several targets can name it, and where a list is added to ours, ours are whole.
 */
function readsOwnEntry(inputs: readonly Input[], { catalog, experiment }: Plan): boolean {
  const field = entryField(experiment);
  return inputs.some(
    (input) =>
      typeof input === 'object' &&
      'json' in input &&
      input.json.startsWith(ROOT) &&
      isLockFileOf(catalog, input.json.slice(ROOT.length)) &&
      input.fields?.length === 1 &&
      input.fields[0] === field,
  );
}

/** Whether an input may take files out of the others: a pattern with `!`, or a name that may stand for one. */
function mayLeaveOut(input: Input): boolean {
  if (typeof input === 'string') return !input.startsWith('{');
  return 'input' in input || ('fileset' in input && input.fileset.startsWith('!'));
}
