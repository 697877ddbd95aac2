/** The command that starts the agents of Nx Cloud; they stop after the tasks. */
export function distributeOn(run: string, tasks: readonly string[]): string {
  return `${run} nx start-ci-run --distribute-on="3 linux-medium-js" --stop-agents-after="${tasks.join(',')}"`;
}
