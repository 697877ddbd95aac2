/** What Nx tells one task's process and not the other's; experiments see the same in a batch and alone. */
const PER_PROCESS =
  /^(NX_TASK_HASH|NX_TASK_TARGET_\w+|NX_FORKED_TASK_EXECUTOR|NX_TERMINAL_OUTPUT_PATH|NX_TERMINAL_CAPTURE_STDERR|NX_STREAM_OUTPUT|NX_PREFIX_OUTPUT|NX_EXPERIMENTS_\w+|NX_TUI|LERNA_PACKAGE_NAME|NODE_CHANNEL_\w+)$/;

/** The environment of a task: that of the `nx` call, and the task's own. */
export function taskEnvironment(
  env: NodeJS.ProcessEnv,
  own: { readonly [name: string]: string },
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !PER_PROCESS.test(name));
  return { ...Object.fromEntries(kept), ...own };
}
