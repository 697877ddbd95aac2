import { expect, test } from 'vitest';
import { createBoard, type Viewer } from './board.js';
import type { Progress } from './progress.js';
import type { Tally } from './tally.js';

const progress: Progress = {
  done: 1,
  failed: 0,
  running: 1,
  queued: 0,
  longest: { project: 'estimate/a', seconds: 5 },
  left: 0,
  secondsLeft: 0,
  isWhole: true,
};

function boardOf(isRunning: (second: number) => boolean) {
  const viewers = new Set<Viewer>();
  const read = (now: number) => (isRunning(now / 1000) ? progress : undefined);
  const board = createBoard({ read } as Tally, viewers);
  let second = 0;
  const lines: number[] = [];
  const pane: number[] = [];
  const viewer = (shows: Viewer['shows'], at: number[]): Viewer => ({
    shows,
    progress: () => void at.push(second),
  });
  return {
    lines,
    pane,
    viewers,
    inLines: viewer('lines', lines),
    inPane: viewer('pane', pane),
    until(end: number) {
      for (; second <= end; second++) board.look(second * 1000);
    },
  };
}

test('lines that stay are few, and go by the time of the run, whichever batch shows them', () => {
  const board = boardOf((second) => second >= 5);
  board.viewers.add(board.inLines);
  board.until(30);
  board.viewers.clear();
  board.until(31);
  // The next batch.
  board.viewers.add({ ...board.inLines });
  board.until(300);
  expect(board.lines).toEqual([15, 45, 105, 225]);
});

test('several batches do not all say it', () => {
  const board = boardOf(() => true);
  board.viewers.add(board.inLines).add({ ...board.inLines });
  board.until(15);
  expect(board.lines).toEqual([10]);
});

test('a line that is written anew is never old', () => {
  const board = boardOf(() => true);
  board.viewers.add(board.inPane);
  board.until(9);
  expect(board.pane).toEqual([2, 4, 6, 8]);
});

test('nothing is said while nothing runs, and nothing to who shows nothing', () => {
  const idle = boardOf((second) => second < 3);
  idle.viewers.add(idle.inLines);
  idle.until(60);
  expect(idle.lines).toEqual([]);
  const silent = boardOf(() => true);
  silent.viewers.add({ ...silent.inLines, shows: 'nothing' });
  silent.until(60);
  expect(silent.lines).toEqual([]);
});
