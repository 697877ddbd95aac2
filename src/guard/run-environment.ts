import type { PreTasksExecutionContext } from '@nx/devkit';
import { parallelOf } from '../nx/call.js';

/**
 * What the executor has to know of the run, as environment variables.
 *
 * @param hashedFrom when Nx began to hash the run's files, in milliseconds since 1970
 */
export function runEnvironment(
  {
    id,
    argv,
    nxJsonConfiguration,
  }: Pick<PreTasksExecutionContext, 'id' | 'argv' | 'nxJsonConfiguration'>,
  hashedFrom: number,
): { [name: string]: string } {
  const parallel = parallelOf(argv, nxJsonConfiguration.parallel);
  return {
    NX_EXPERIMENTS_RUN: id,
    NX_EXPERIMENTS_PARALLEL: String(parallel),
    NX_EXPERIMENTS_HASHED_FROM: String(hashedFrom),
  };
}
