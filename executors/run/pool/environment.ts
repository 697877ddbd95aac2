import { canonical } from '../../../src/catalog/json.js';

/** What Nx tells one task's process and not the other's; experiments see the same in a batch and alone. */
const PER_PROCESS =
  /^(NX_TASK_HASH|NX_TASK_TARGET_\w+|NX_FORKED_TASK_EXECUTOR|NX_TERMINAL_OUTPUT_PATH|NX_TERMINAL_CAPTURE_STDERR|NX_STREAM_OUTPUT|NX_PREFIX_OUTPUT|NX_EXPERIMENTS_\w+|NX_TUI|NX_TASKS_RUNNER_DYNAMIC_OUTPUT|LERNA_PACKAGE_NAME|NODE_CHANNEL_\w+)$/;

/** The environment of a task: that of the `nx` call, and the task's own. */
export interface TaskEnvironment {
  readonly call: NodeJS.ProcessEnv;
  readonly own: { readonly [name: string]: string };
}

/** Equal environments have equal keys. */
export function createEnvironmentKeys(): (env: TaskEnvironment) => string {
  const keys = new WeakMap<NodeJS.ProcessEnv, string>();
  return ({ call, own }) => {
    const known = keys.get(call) ?? canonical(environmentOf({ call, own: {} }));
    keys.set(call, known);
    return `${known}\0${canonical(own)}`;
  };
}

/** What an experiment's process sees. */
export function environmentOf({ call, own }: TaskEnvironment): NodeJS.ProcessEnv {
  const kept = Object.entries(call).filter(([name]) => !PER_PROCESS.test(name));
  return { ...Object.fromEntries(kept), ...own };
}
