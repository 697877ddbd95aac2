import { expect, test } from 'vitest';
import { createMarker, readUntil } from './marker.js';

test('a marker is found however it is cut, and nothing after it is passed on', () => {
  const marker = createMarker();
  const bytes = Buffer.from(`out\0put${marker}late`);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const seen: Buffer[] = [];
    let found = 0;
    const reader = readUntil(
      marker,
      (chunk) => seen.push(chunk),
      () => found++,
    );
    reader.push(bytes.subarray(0, cut));
    reader.push(bytes.subarray(cut));
    expect(Buffer.concat(seen).toString()).toBe('out\0put');
    expect(found).toBe(1);
  }
});

test('ordinary output is passed on at once, and what looked like a marker at the end', () => {
  const seen: string[] = [];
  const reader = readUntil(
    createMarker(),
    (chunk) => seen.push(chunk.toString()),
    () => {},
  );
  reader.push(Buffer.from('half a line'));
  expect(seen).toEqual(['half a line']);
  reader.push(Buffer.from('end\0'));
  reader.flush();
  expect(seen.join('')).toBe('half a lineend\0');
});
