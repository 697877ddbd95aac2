import { expect, test } from 'vitest';
import { framesOf, readFrames } from './frames.js';

const KEY = 'key-of-this-stream';

function read(chunks: readonly Buffer[], flush = true) {
  const seen: (string | { readonly message: unknown })[] = [];
  const reader = readFrames(
    KEY,
    (chunk) => seen.push(chunk.toString('latin1')),
    (message) => seen.push({ message }),
  );
  for (const chunk of chunks) reader.push(chunk);
  if (flush) reader.flush();
  return seen;
}

/** Neighbouring texts as one. */
function joined(seen: ReturnType<typeof read>) {
  return seen.reduce<ReturnType<typeof read>>((all, one) => {
    const last = all.at(-1);
    if (typeof one === 'string' && typeof last === 'string') all[all.length - 1] = last + one;
    else all.push(one);
    return all;
  }, []);
}

test('messages are found among other bytes however the stream is cut, and all comes in its order', () => {
  const bytes = Buffer.concat([
    Buffer.from(`out\0put\0${KEY.slice(0, 5)}`),
    ...framesOf(KEY, { n: 1, text: 'ä\n' }),
    ...framesOf(KEY, { n: 2 }),
    Buffer.from('\nlate'),
  ]);
  for (let cut = 0; cut <= bytes.length; cut++)
    expect(joined(read([bytes.subarray(0, cut), bytes.subarray(cut)]))).toEqual([
      `out\0put\0${KEY.slice(0, 5)}`,
      { message: { n: 1, text: 'ä\n' } },
      { message: { n: 2 } },
      '\nlate',
    ]);
});

test('a long message is several frames, none too long for one write, with output between them', () => {
  const message = { paths: Array.from({ length: 2000 }, (_, i) => `src/ü/${i}.ts`) };
  const frames = framesOf(KEY, message);
  expect(frames.length).toBeGreaterThan(1);
  for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(4096);
  const seen = read(frames.flatMap((frame) => [frame, Buffer.from('x')]));
  expect(joined(seen)).toEqual(['x'.repeat(frames.length - 1), { message }, 'x']);
});

test('ordinary output is passed on at once, and what looked like a frame at the end', () => {
  expect(read([Buffer.from('half a line')], false)).toEqual(['half a line']);
  expect(read([Buffer.from('end\0')], false)).toEqual(['end']);
  expect(joined(read([Buffer.from('end\0')]))).toEqual(['end\0']);
});
