/** What a batch prints where it has a pane of its own: lines, and below them one that is written anew. */
export interface Pane {
  say(line: string): void;
  progress(line: string): void;
  /** Takes the last line away. */
  close(): void;
}

/** The start of the line, without what stands there. */
const WIPED = '\r\x1b[2K';

/** Nx's terminal UI shows the tasks of a batch as waiting until they are done; this shows more. */
export function createPane(write: (text: string) => void): Pane {
  let last = '';
  const wiped = () => (last === '' ? '' : WIPED);
  return {
    say: (line) => write(`${wiped()}${line}\n${last}`),
    progress(line) {
      write(wiped() + line);
      last = line;
    },
    close() {
      write(wiped());
      last = '';
    },
  };
}
