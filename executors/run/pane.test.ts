import { expect, test } from 'vitest';
import { createPane } from './pane.js';

/** What a terminal shows of what is written to it. */
function shown(text: string): string[] {
  const lines: string[] = [''];
  let at = 0;
  for (const piece of text.split(/(\n|\r.\[2K|.\[1A)/))
    if (piece === '\n') lines[++at] ??= '';
    else if (piece.endsWith('[1A')) at--;
    else if (piece.startsWith('\r')) lines[at] = '';
    else lines[at] += piece;
  return lines;
}

test('the progress stands below all others, and goes with the batch', () => {
  let text = '';
  const pane = createPane((more) => {
    text += more;
  });
  pane.say('a begins');
  pane.progress('1 running\n2 left');
  expect(shown(text)).toEqual(['a begins', '1 running', '2 left']);
  pane.say('b begins');
  pane.progress('2 running\n1 left');
  expect(shown(text)).toEqual(['a begins', 'b begins', '2 running', '1 left']);
  pane.close();
  expect(shown(text)).toEqual(['a begins', 'b begins', '', '']);
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
