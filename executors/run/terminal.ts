import { closeSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/**
 * Leaves Nx's terminal alone. Node sets terminals back, as it ends, to what they were at its start: for a batch that
 * begins under Nx's terminal UI that is without ends of lines, and after Ctrl-C Nx may have set it right by then. It
 * does not do that with a descriptor that is another file now. Nobody reads a batch's standard input.
 */
export function leaveTerminal(): void {
  if (!isatty(0)) return;
  closeSync(0);
  openSync('/dev/null', 'r');
}
