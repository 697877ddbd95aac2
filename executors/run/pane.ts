/** What a batch prints where it has a pane of its own: lines, and below them a text that is written anew. */
export interface Pane {
  say(line: string): void;
  /** @param text lines that are not wider than the pane */
  progress(text: string): void;
  /** Takes the text away. */
  close(): void;
}

/** The start of the line, without what stands there. */
const WIPED = '\r\x1b[2K';

/** The line above. */
const UP = '\x1b[1A';

/** Nx's terminal UI shows the tasks of a batch as waiting until they are done; this shows more. */
export function createPane(write: (text: string) => void): Pane {
  let last = '';
  const wiped = () =>
    last === ''
      ? ''
      : last
          .split('\n')
          .map(() => WIPED)
          .join(UP);
  return {
    say: (line) => write(`${wiped()}${line}\n${last}`),
    progress(text) {
      write(wiped() + text);
      last = text;
    },
    close() {
      write(wiped());
      last = '';
    },
  };
}
