import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import runSingle from './single.js';
import { batchOf, plan, study } from './study.fixture.js';

/** Runs one plan as Nx does where a task has no batch; what was printed, and the result. */
async function single(root: string, one: ReturnType<typeof plan>) {
  const { context } = batchOf(root, [one]);
  const printed: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    printed.push(chunk.toString());
    return true;
  });
  const { task, id } = one.experiment;
  const result = await runSingle(
    { digest: 'd' },
    { ...context, projectName: `${task}/${id}`, targetName: task },
  ).finally(() => write.mockRestore());
  return { ...result, printed: printed.join('') };
}

test('one experiment runs alone, and its output is printed as it comes', async () => {
  const root = study({
    'src/estimate.ts': `export default (e) => { console.log('hello', e.id); return { fit: 1 }; }`,
  });
  const one = plan('a', { run: 'src/estimate.ts' });
  expect(await single(root, one)).toEqual({ success: true, printed: 'hello a\n' });
  expect(existsSync(join(root, 'bld/estimate/a/fit.json'))).toBe(true);
  expect(await single(root, one)).toEqual({ success: true, printed: 'hello a\n' });
});

test('one experiment that fails says why', async () => {
  const root = study({});
  expect(await single(root, plan('a', { command: 'echo no; exit 4' }))).toEqual({
    success: false,
    printed: 'no\nexited with code 4\n',
  });
});
