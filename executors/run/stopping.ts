/** The end of a run before its time. */
export interface Stopping {
  readonly signal: AbortSignal;
  /** Asks everything to stop. */
  stop(reason: string): void;
  /** Leaves signals to Node again. */
  close(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Turns Ctrl-C and its like into an abort.
 *
 * @param onInsist called when somebody asks a second time, who does not want to wait any more
 */
export function listenForStop(onInsist: () => void): Stopping {
  const controller = new AbortController();
  const stop = (reason: string) => controller.abort(new Error(reason));
  let last = 0;

  const listener = (signal: NodeJS.Signals) => {
    // The terminal and Nx may each send one for the same key press.
    if (controller.signal.aborted && Date.now() - last > 1000) onInsist();
    last = Date.now();
    stop(`stopped by ${signal}`);
  };
  for (const signal of SIGNALS) process.on(signal, listener);

  return {
    signal: controller.signal,
    stop,
    close() {
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
