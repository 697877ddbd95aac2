/** The end of a run before its time. */
export interface Stopping {
  readonly signal: AbortSignal;
  /** Asks everything to stop. */
  stop(reason: string): void;
  /** Leaves signals to Node again. */
  close(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Milliseconds between two looks whether Nx is still there. */
const INTERVAL = 300;

/**
 * Turns Ctrl-C and its like into an abort.
 *
 * @param grace milliseconds for which experiments that were asked to stop may go on, also without Nx
 * @param killAll called when somebody asks a second time, who does not want to wait any more, and
 * before this process ends because Nx was killed
 */
export function listenForStop(grace: number, killAll: () => void): Stopping {
  const controller = new AbortController();
  let stoppedAt = 0;
  let last = 0;
  const stop = (reason: string) => {
    if (!controller.signal.aborted) stoppedAt = Date.now();
    controller.abort(new Error(reason));
  };

  const listener = (signal: NodeJS.Signals) => {
    // The terminal and Nx may each send one for the same key press.
    if (controller.signal.aborted && Date.now() - last > 1000) killAll();
    last = Date.now();
    stop(`stopped by ${signal}`);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    // Nx may end as soon as it has asked everybody to stop.
    if (controller.signal.aborted && Date.now() - stoppedAt <= grace) return;
    killAll();
    process.exit(1);
  }, INTERVAL);
  watch.unref();

  return {
    signal: controller.signal,
    stop,
    close() {
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, listener);
    },
  };
}
