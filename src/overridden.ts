import type { TargetConfiguration } from '@nx/devkit';
import type { Plan } from './plan.js';

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
  const readsLock = inputs.some((input) => typeof input === 'object' && 'json' in input);
  const needsSome = Object.keys(needs).length > 0;
  const dependsOnSome = (target.dependsOn ?? []).some(
    (dependency) => typeof dependency === 'object' && Array.isArray(dependency.projects),
  );
  const keepsOutputs = Object.values(declared).every((path) =>
    outputs.includes(`{workspaceRoot}/${path}`),
  );
  return [
    ...(readsLock ? [] : ['inputs']),
    ...(!needsSome || dependsOnSome ? [] : ['dependsOn']),
    ...(keepsOutputs ? [] : ['outputs']),
    ...(target.executor?.startsWith('nx-experiments:') ? [] : ['executor']),
  ];
}
