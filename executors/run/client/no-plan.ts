/** The complaint about a target without a plan. */
export function noPlan(project: string, target: string): string {
  return `${project}:${target} has no plan; its executor belongs to targets that the plugin nx-experiments makes from a catalog, and to no others\n`;
}
