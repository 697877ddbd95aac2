import { createInterface } from 'node:readline/promises';
import { logger, type NxJsonConfiguration } from '@nx/devkit';
import { isCI } from '../../src/nx/internals.js';

/** Asks a question of yes or no. */
export type Ask = (question: string) => Promise<boolean>;

const MEANING =
  'nx.json: affected.legacy: with it, nx affected selects whole projects by the files that they own, not experiments by what they read: after each change in the folder of a catalog it selects all experiments of that catalog (what has not changed still comes from the cache), and --explain cannot say why';

/**
 * Nx's own settings without `affected.legacy`, which Nx's migration to version 24 writes into workspaces
 * that were there before, if the user wants that; otherwise this only says what it does to experiments.
 *
 * @param ask undefined where nobody can answer
 */
export async function withoutLegacyAffected(
  before: NxJsonConfiguration,
  ask: Ask | undefined,
): Promise<NxJsonConfiguration> {
  if (before.affected?.legacy !== true) return before;
  logger.warn(`${MEANING}; remove it, unless other projects of the workspace need it`);
  if (!(await ask?.('Remove affected.legacy from nx.json?'))) return before;
  const { affected, ...others } = before;
  const { legacy: _, ...left } = affected;
  return Object.keys(left).length === 0 ? others : { ...others, affected: left };
}

/** Asks in the terminal; undefined under CI, without a terminal and with `--no-interactive`, which Nx passes on so. */
export function terminalAsk(): Ask | undefined {
  if (isCI() || !process.stdout.isTTY || process.env.NX_INTERACTIVE !== 'true') return undefined;
  return async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return /^y(es)?$/i.test((await terminal.question(`${question} (y/N) `)).trim());
    } finally {
      terminal.close();
    }
  };
}
