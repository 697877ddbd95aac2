import { expect, test } from 'vitest';
import { createPane } from './pane.js';

/** What a terminal shows of what is written to it. */
function shown(text: string): string[] {
  const lines: string[] = [''];
  for (const piece of text.split(/(\n|\r.\[2K)/))
    if (piece === '\n') lines.push('');
    else if (piece.startsWith('\r')) lines[lines.length - 1] = '';
    else lines[lines.length - 1] += piece;
  return lines;
}

test('the progress is one line below all others, and goes with the batch', () => {
  let text = '';
  const pane = createPane((more) => {
    text += more;
  });
  pane.say('a begins');
  pane.progress('1 running');
  expect(shown(text)).toEqual(['a begins', '1 running']);
  pane.say('b begins');
  pane.progress('2 running');
  expect(shown(text)).toEqual(['a begins', 'b begins', '2 running']);
  pane.close();
  expect(shown(text)).toEqual(['a begins', 'b begins', '']);
});

test('nothing is wiped where nothing stands', () => {
  let text = '';
  const pane = createPane((more) => {
    text += more;
  });
  pane.say('a begins');
  pane.close();
  expect(text).toBe('a begins\n');
});
