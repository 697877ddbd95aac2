import { pauseBefore, progressBlock, progressLine } from './progress.js';
import type { Tally } from './tally.js';

/** Somebody who may show how far the run is. */
export interface Viewer {
  readonly shows: 'pane' | 'lines' | 'nothing';
  progress(text: string): void;
}

/** Milliseconds between two texts of which only the last is seen. */
const ANEW = 2000;

/** Columns of a pane of Nx's terminal UI in a terminal of 80. */
const PANE = 47;

/**
 * Tells viewers from time to time how far the run is. Where lines stay, their times are those of the whole
 * run, whichever batch shows them.
 */
export function createBoard(tally: Tally, viewers: Iterable<Viewer>) {
  let said = 0;
  let toPane = 0;
  let due: number | undefined;
  return {
    /** @param now milliseconds since 1970 */
    look(now: number): void {
      const all = [...viewers];
      const panes = now - toPane < ANEW ? [] : all.filter(({ shows }) => shows === 'pane');
      const one = all.find(({ shows }) => shows === 'lines');
      const isDue = one !== undefined && due !== undefined && now >= due;
      if (due !== undefined && panes.length === 0 && !isDue) return;
      const progress = tally.read(now);
      if (progress === undefined) return;
      due ??= now + pauseBefore(said);
      if (panes.length > 0) toPane = now;
      for (const pane of panes) pane.progress(progressBlock(progress, PANE));
      if (!isDue) return;
      one.progress(progressLine(progress));
      due = now + pauseBefore(++said);
    },
  };
}
