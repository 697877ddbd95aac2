import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BATCH_NAMES, SINGLE } from '../src/lock/executors.js';
import { executorsJson } from './manifest.js';

interface Entry {
  readonly implementation: string;
  readonly batchImplementation?: string;
  readonly preferBatch?: boolean;
  readonly schema: string;
}

const root = new URL('../', import.meta.url);
const { executors } = JSON.parse(readFileSync(new URL('executors.json', root), 'utf8')) as {
  executors: Record<string, Entry>;
};

test('executors.json is what the build writes', () => {
  expect(readFileSync(new URL('executors.json', root), 'utf8')).toBe(executorsJson());
});

test('executors.json lists every colour, the overview and the single executor, and nothing else', () => {
  expect(Object.keys(executors)).toEqual([...BATCH_NAMES, 'overview', SINGLE]);
});

test('every colour prefers batches and the single executor has none', () => {
  for (const colour of BATCH_NAMES) expect(executors[colour]).toMatchObject({ preferBatch: true });
  expect(executors[SINGLE]).not.toHaveProperty('batchImplementation');
});

test('every path in executors.json is that of a source that the build turns into it', () => {
  for (const { implementation, batchImplementation, schema } of Object.values(executors))
    for (const path of [implementation, batchImplementation ?? implementation, schema]) {
      const source = path.replace('./dist/', '').replace(/\.js$/, '.ts');
      expect(existsSync(new URL(source, root)), path).toBe(true);
    }
});

test('the schema asks for the options that the graph writes', () => {
  const schema = JSON.parse(
    readFileSync(new URL('executors/run/schema.json', root), 'utf8'),
  ) as Record<string, unknown>;
  expect(Object.keys(schema.properties as object)).toEqual(['digest', 'content']);
  expect(schema.required).toEqual(['digest']);
});
