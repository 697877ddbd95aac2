import { expect, test } from 'vitest';
import { createCapture } from './capture.js';

test('a short output is kept as it is, in chunks of any size', () => {
  const capture = createCapture(4, 8);
  for (const chunk of ['a', 'bcde', 'fg', 'hijk']) capture.push(Buffer.from(chunk));
  expect(capture.text()).toBe('abcdefghijk');
});

test('of a long output the beginning and the end are kept, and the rest is counted', () => {
  const capture = createCapture(8, 8);
  for (let i = 10; i < 30; i++) capture.push(Buffer.from(`${i}\n`));
  expect(capture.text()).toBe('10\n11\n… 44 bytes left out …\n28\n29\n');
});

test('one chunk that is longer than all that is kept does no harm', () => {
  const capture = createCapture(3, 4);
  capture.push(Buffer.from(`ab\n${'x'.repeat(1000)}\nend`));
  expect(capture.text()).toBe('ab\n… 1,000 bytes left out …\nend');
});
