import { coded } from '../../../src/problems/problem.js';

/** The complaint about a target without a plan. */
export function noPlan(project: string, target: string): string {
  return `${coded('NXE053', `${project}:${target} has no plan; its executor belongs to targets that the plugin nx-experiments makes from a catalog, and to no others`)}\n`;
}

/**
 * Why experiments cannot be run on this system; undefined where they can. The graph, the lock, generators
 * and `nx affected` need nothing of this.
 */
export function unfitSystem(platform: NodeJS.Platform = process.platform): string | undefined {
  return platform === 'win32'
    ? `${coded('NXE053', 'experiments cannot be run on Windows itself yet, only in WSL: see docs/windows.md of nx-experiments')}\n`
    : undefined;
}
