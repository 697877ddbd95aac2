import { posix } from 'node:path';
import type { ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { type ExperimentOptions, type Plan, planIn } from '../../src/definition/plan.js';
import { foldersAbove } from '../../src/files/paths.js';

/** An experiment as Nx's graph has it. */
export interface Member {
  /** Nx's name of its task: `estimate/a-ols:estimate`. */
  readonly id: string;
  readonly project: string;
  readonly plan: Plan;
  /** Digest of its definition. */
  readonly digest: string;
  /** The experiments that it needs, by project; in the order of the needs. */
  readonly needs: readonly string[];
}

/** The experiments of a graph, by project. */
export function membersOf(graph: ProjectGraph): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  for (const [project, { data }] of Object.entries(graph.nodes))
    for (const [target, configured] of Object.entries(data.targets ?? {})) {
      const plan = planIn(configured);
      const digest = (configured.options as ExperimentOptions | undefined)?.digest;
      if (plan === undefined || digest === undefined) continue;
      const needs = projectsNeeded(configured);
      members.set(project, { id: `${project}:${target}`, project, plan, digest, needs });
    }
  return members;
}

/** Experiments of the catalogs that a project owns or encloses, with all that they need. */
export function membersBelow(
  owner: string,
  graph: ProjectGraph,
  members: ReadonlyMap<string, Member>,
): readonly Member[] {
  const ownerOf = owners(graph, members);
  const own = [...members.values()].filter(({ plan }) => ownerOf(plan.catalog) === owner);
  const reached = new Set(own);
  // A set takes in what is added while it is gone through.
  for (const { needs } of reached)
    for (const need of needs) {
      const member = members.get(need);
      if (member !== undefined) reached.add(member);
    }
  return [...reached];
}

/** The project that owns or encloses the folder of a catalog. */
function owners(
  graph: ProjectGraph,
  members: ReadonlyMap<string, Member>,
): (catalog: string) => string | undefined {
  const byRoot = new Map(
    Object.entries(graph.nodes).flatMap(([name, { data }]) =>
      members.has(name) ? [] : [[posix.normalize(data.root), name]],
    ),
  );
  return (catalog) => {
    const folder = posix.dirname(catalog);
    return [folder, ...(folder === '.' ? [] : foldersAbove(folder))]
      .map((at) => byRoot.get(at))
      .find((name) => name !== undefined);
  };
}

function projectsNeeded({ dependsOn = [] }: TargetConfiguration): string[] {
  return dependsOn.flatMap((dependency) =>
    typeof dependency === 'object' && Array.isArray(dependency.projects) ? dependency.projects : [],
  );
}
