import { Duplex, PassThrough } from 'node:stream';
import type { RunSettings } from '../../../src/guard/run-settings.js';

/** A way to a service. */
export interface Reached {
  readonly stream: Duplex;
  /** Ends the service, where it is this client's alone. */
  readonly close: () => void;
}

/**
 * A service in this very process, for where none of its own can be started: no socket on a full disk, no
 * room for a process. It ends with this process.
 *
 * @param root the workspace root, absolute
 */
export async function embed(root: string, settings: RunSettings): Promise<Reached> {
  const { openDesk } = await import('../service/desk.js');
  const desk = openDesk(root, settings);
  process.once('exit', desk.close);
  const [there, back] = [new PassThrough(), new PassThrough()];
  desk.receive(Duplex.from({ readable: there, writable: back }));
  return {
    stream: Duplex.from({ readable: back, writable: there }),
    close() {
      process.off('exit', desk.close);
      desk.close();
    },
  };
}
