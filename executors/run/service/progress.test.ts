import { expect, test } from 'vitest';
import {
  durationText,
  type Progress,
  pauseBefore,
  progressBlock,
  progressLine,
} from './progress.js';

const progress: Progress = {
  done: 1412,
  failed: 0,
  running: 3,
  queued: 0,
  longest: { project: 'estimate/a-ols', seconds: 130 },
  left: 588,
  secondsLeft: 840,
  isWhole: true,
};

test('a line says what is done, what runs and for how long, what is left, and the time for it', () => {
  expect(progressLine(progress)).toBe(
    '1,412 done, 3 running (estimate/a-ols for 2 min), 588 left, about 14 min',
  );
});

test.each<[string, Partial<Progress>, string]>([
  [
    'failures are counted',
    { failed: 2 },
    '1,412 done (2 failed), 3 running (estimate/a-ols for 2 min), 588 left, about 14 min',
  ],
  [
    'where some never ran, the time is the least',
    { isWhole: false },
    '1,412 done, 3 running (estimate/a-ols for 2 min), 588 left, at least 14 min',
  ],
  [
    'what waits in a queue does not run',
    { running: 1, queued: 2 },
    '1,412 done, 1 running (estimate/a-ols for 2 min), 2 queued, 588 left, about 14 min',
  ],
  [
    'nothing is said of what is not known, or not there',
    { secondsLeft: 0, left: 0 },
    '1,412 done, 3 running (estimate/a-ols for 2 min)',
  ],
])('%s', (_, change, expected) => {
  expect(progressLine({ ...progress, ...change })).toBe(expected);
});

test('in a narrow pane it takes two lines, and cuts the longer one', () => {
  expect(progressBlock(progress, 47).split('\n')).toEqual([
    '1,412 done, 3 running, 588 left',
    'about 14 min, longest: estimate/a-ols for 2 min',
  ]);
  expect(progressBlock(progress, 40).split('\n')).toEqual([
    '1,412 done, 3 running, 588 left',
    'about 14 min, longest: estimate/a-ols f…',
  ]);
});

test.each([
  [0, '1 s'],
  [8.4, '8 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [90, '2 min'],
  [3569, '59 min'],
  [3571, '1 h'],
  [3900, '1 h 5 min'],
  [86_399, '1 d'],
  [2 * 86_400 + 3 * 3600 + 59, '2 d 3 h'],
])('%d seconds are %j', (seconds, expected) => {
  expect(durationText(seconds)).toBe(expected);
});

test('lines come after 10 s, 30 s, 1 min and so on, and at least every 10 minutes', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 100].map((said) => pauseBefore(said) / 1000)).toEqual([
    10, 30, 60, 120, 240, 480, 600, 600,
  ]);
});
