import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plan, runPlans, study } from './study.fixture.js';

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
