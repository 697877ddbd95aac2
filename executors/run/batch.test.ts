import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { batchOf, plan, runPlans, startBatch, study } from './study.fixture.js';

test('a module is called with its experiment and writes its output', async () => {
  const root = study({
    'src/estimate.ts': `
      import { writeFileSync } from 'node:fs';
      export default async function estimate(e: { id: string; outputs: { fit: string } }) {
        console.log('hello from', e.id);
        writeFileSync(e.outputs.fit, JSON.stringify({ cwd: process.cwd() }));
      }`,
  });
  const results = await runPlans(root, [plan('a', { run: 'src/estimate.ts' })]);
  expect(results['estimate/a']).toMatchObject({
    success: true,
    status: 'success',
    terminalOutput: 'hello from a\n',
  });
  expect(JSON.parse(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8'))).toEqual({
    cwd: root,
  });
});

test('a batch shows how far it is, and nothing of that is in a result', async () => {
  const root = study({
    'src/estimate.ts': `
      import { existsSync } from 'node:fs';
      export default async () => {
        while (!existsSync('seen')) await new Promise((resolve) => setTimeout(resolve, 20));
        return { fit: 1 };
      }`,
  });
  const batch = batchOf(root, [plan('a', { run: 'src/estimate.ts' })]);
  const child = startBatch(batch, { NX_TUI: 'true' });
  let text = '';
  for await (const chunk of child.stdout!) {
    text += chunk;
    // It goes on when the progress was seen.
    if (text.includes('0 done, 1 running\nlongest: estimate/a'))
      writeFileSync(join(root, 'seen'), '');
  }
  const [, last = ''] = /(\{"task":.*\})\n/.exec(text) ?? [];
  expect(JSON.parse(last)).toMatchObject({ success: true, terminalOutput: '' });
});

test('on Windows itself each experiment fails with what to do, and nothing is started', async () => {
  const root = study({});
  const system = Object.getOwnPropertyDescriptor(process, 'platform')!;
  Object.defineProperty(process, 'platform', { ...system, value: 'win32' });
  onTestFinished(() => void Object.defineProperty(process, 'platform', system));
  const results = await runPlans(root, [plan('a', { command: 'echo 1 > {outputs.fit}' })]);
  expect(results['estimate/a']).toMatchObject({
    success: false,
    terminalOutput: expect.stringContaining('WSL'),
  });
  expect(existsSync(join(root, 'bld'))).toBe(false);
});
