import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Workspace } from './workspace.js';

const AGENT = fileURLToPath(new URL('./agent.mjs', import.meta.url));

/** What an agent says of a task that it was given. */
export interface Given {
  readonly status: string;
  readonly hash: string;
  readonly terminalOutput?: string;
}

/** Something that runs tasks in a checkout of its own, as Nx Cloud's agents do; see `agent.mjs`. */
export interface Agent {
  /** What each task of the run needs. */
  readonly dependencies: { readonly [id: string]: readonly string[] };
  /** Runs tasks, by id; what they need has to be there. One call at a time. */
  run(ids: readonly string[]): Promise<{ readonly [id: string]: Given }>;
}

/** Starts one; it ends with its workspace. */
export async function startAgent(
  checkout: Pick<Workspace, 'start' | 'root'>,
  targets: readonly string[],
): Promise<Agent> {
  const words = [AGENT, checkout.root, targets.join(',')];
  const env = { CI: 'true', NX_CI_EXECUTION_ENV: 'linux', NX_CLOUD_AGENT_NAME: 'agent 1' };
  const running = checkout.start(process.execPath, words, { env, input: 'pipe' });
  const { process: child } = running;
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();

  async function hear(): Promise<unknown> {
    const printed: string[] = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done)
        throw new Error(`the agent ended\n${printed.join('\n')}\n${(await running.ended).stderr}`);
      const [, answer] = /^ANSWER (.*)$/.exec(value) ?? [];
      if (answer !== undefined) return JSON.parse(answer);
      printed.push(value);
    }
  }

  const { dependencies } = (await hear()) as Pick<Agent, 'dependencies'>;
  return {
    dependencies,
    async run(ids) {
      child.stdin!.write(`${JSON.stringify(ids)}\n`);
      const { ended, error } = (await hear()) as {
        ended?: { readonly [id: string]: Given };
        error?: string;
      };
      if (ended === undefined) throw new Error(error);
      return ended;
    },
  };
}

/** How a run over several agents ended: each task once, with the agent that had it. */
export type Distributed = { readonly [id: string]: Given & { readonly agent: number } };

/**
 * Gives all tasks of a run to agents: each that is free gets up to `each` whose needs are done, and first
 * what these need and it has not, from the cache.
 */
export async function distribute(agents: readonly Agent[], each: number): Promise<Distributed> {
  const { dependencies } = agents[0]!;
  const ended: { [id: string]: Distributed[string] } = {};
  const taken = new Set<string>();

  async function work(agent: Agent, index: number): Promise<void> {
    const has = new Set<string>();
    const restore = async (ids: readonly string[]): Promise<void> => {
      const absent = [...new Set(ids)].filter((id) => !has.has(id));
      if (absent.length === 0) return;
      await restore(absent.flatMap((id) => dependencies[id]!));
      for (const [id, { status, terminalOutput }] of Object.entries(await agent.run(absent)))
        if (!status.includes('cache'))
          throw new Error(`${id} is not in the cache: ${status}\n${terminalOutput}`);
      for (const id of absent) has.add(id);
    };
    for (;;) {
      const ids = Object.keys(dependencies)
        .filter((id) => !taken.has(id) && dependencies[id]!.every((need) => need in ended))
        .slice(0, each);
      if (ids.length === 0) {
        if (taken.size === Object.keys(dependencies).length) return;
        await sleep(10);
        continue;
      }
      for (const id of ids) taken.add(id);
      await restore(ids.flatMap((id) => dependencies[id]!));
      for (const [id, given] of Object.entries(await agent.run(ids))) {
        if (given.status === 'failure') throw new Error(`${id} fails\n${given.terminalOutput}`);
        ended[id] = { ...given, agent: index };
        has.add(id);
      }
    }
  }

  await Promise.all(agents.map(work));
  return ended;
}
