import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { FromService, TaskResult } from '../wire/messages.js';
import { type Host, receive, type Visitor } from './reception.js';

const RESULT: TaskResult = { status: 'success', terminalOutput: '', startTime: 1, endTime: 2 };

/** A client that says hello and wants some experiments, and each of the writings that reach it. */
async function visit(ids: readonly string[]) {
  const writings: FromService[][] = [];
  const write = (chunks: { readonly chunk: Buffer }[]) => {
    const text = Buffer.concat(chunks.map(({ chunk }) => chunk)).toString();
    writings.push(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  };
  const stream = new Duplex({
    read() {},
    writev(chunks, callback) {
      write(chunks);
      callback();
    },
    write(chunk, _, callback) {
      write([{ chunk }]);
      callback();
    },
  });
  let visitor: Visitor | undefined;
  const host: Host = {
    come(one) {
      visitor = one;
      return { knowsCall: true, knowsPackages: true };
    },
    hear() {},
    go() {},
    isStreamed: () => false,
  };
  receive(stream, host);
  const hello = { type: 'hello', env: {}, streams: false, holdsNx: true, shows: 'lines' };
  for (const message of [hello, { type: 'want', ids }]) stream.push(`${JSON.stringify(message)}\n`);
  while (writings.length === 0) await turn();
  writings.length = 0;
  return { visitor: visitor!, writings, stream };
}

const namesIn = (writing: readonly FromService[]) =>
  writing.map((message) => (message.type === 'done' ? message.id : message.type));

test('results go out together, and the last one at once', async () => {
  const { visitor, writings } = await visit(['a', 'b', 'c']);
  visitor.done('a', RESULT);
  await turn();
  visitor.done('b', RESULT);
  await turn();
  await turn();
  expect(writings).toEqual([]);
  visitor.done('c', RESULT);
  await vi.waitUntil(() => writings.length > 0);
  expect(writings.map(namesIn)).toEqual([['a', 'b', 'c']]);
});

test('a result waits for no other one longer than a moment, and anything else takes it along', async () => {
  const { visitor, writings } = await visit(['a', 'b', 'c']);
  visitor.done('a', RESULT);
  await vi.waitUntil(() => writings.length > 0);
  visitor.done('b', RESULT);
  visitor.progress('1 of 3');
  await turn();
  await turn();
  expect(writings.map(namesIn)).toEqual([['a'], ['b', 'progress']]);
});

test('a failure does not wait', async () => {
  const { visitor, writings } = await visit(['a', 'b', 'c']);
  visitor.done('a', RESULT);
  visitor.done('b', { ...RESULT, status: 'failure' });
  await turn();
  await turn();
  expect(writings.map(namesIn)).toEqual([['a', 'b']]);
});

test('what waits when the client goes reaches it', async () => {
  const { visitor, writings, stream } = await visit(['a', 'b']);
  visitor.done('a', RESULT);
  stream.push('{"type":"bye"}\n');
  await vi.waitUntil(() => writings.length > 0);
  expect(writings.map(namesIn)).toEqual([['a']]);
});
