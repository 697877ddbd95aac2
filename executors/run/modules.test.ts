import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { isRunning, plan, runPlans, study, until } from './study.fixture.js';

const GOOD = `export default (e) => ({ fit: { id: e.id } });`;

/** Runs one bad module between two good experiments, one after the other in one runner. */
async function between(body: string, sketch: Parameters<typeof plan>[1] = {}) {
  const root = study({ 'src/good.ts': GOOD, 'src/bad.ts': body });
  vi.stubEnv('NX_EXPERIMENTS_PARALLEL', '1');
  vi.stubEnv('NX_EXPERIMENTS_GRACE', '200');
  const results = await runPlans(root, [
    plan('a', { run: 'src/good.ts' }),
    plan('b', { run: 'src/bad.ts', ...sketch }),
    plan('c', { run: 'src/good.ts' }),
  ]);
  vi.unstubAllEnvs();
  expect(results['estimate/a']).toMatchObject({ success: true, terminalOutput: '' });
  expect(results['estimate/c']).toMatchObject({ success: true, terminalOutput: '' });
  return { root, ...results['estimate/b']! };
}

test.each([
  [
    'an error',
    `export default () => { throw new Error('boom'); }`,
    /^Error: boom\n {4}at .*src\/bad\.ts:1:/,
  ],
  [
    'a rejection with nothing',
    `export default () => Promise.reject(undefined)`,
    /^threw undefined\n$/,
  ],
  ['a string', `export default () => { throw 'text'; }`, /^threw 'text'\n$/],
  ['a symbol', `export default async () => { throw Symbol('odd'); }`, /^threw Symbol\(odd\)\n$/],
  [
    'a hostile proxy',
    `export default () => { throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; }, ownKeys() { throw 3; } }); }`,
    /^threw /,
  ],
  [
    'a rejection that nobody handles',
    `export default () => { Promise.reject(new Error('floating')); return { fit: 1 }; }`,
    /unhandled rejection: Error: floating/,
  ],
  [
    'an exception in a timer',
    `export default () => new Promise(() => setTimeout(() => { throw new Error('late'); }, 1))`,
    /uncaught exception: Error: late/,
  ],
  [
    'process.exit',
    `export default () => process.exit(7)`,
    /^exited with code 7 before it was done \(NXE045\)\n$/,
  ],
  [
    'process.exit(0)',
    `export default () => process.exit(0)`,
    /^exited with code 0 before it was done \(NXE045\)\n$/,
  ],
  [
    'a crash',
    `export default () => process.kill(process.pid, 'SIGSEGV')`,
    /^killed by SIGSEGV before/,
  ],
  [
    'process.exitCode',
    `export default () => { process.exitCode = 3; return { fit: 1 }; }`,
    /process\.exitCode was set to 3/,
  ],
  ['a module that does not parse', `export default (`, /src\/bad\.ts/],
  [
    'no default export',
    `export const x = 1;`,
    /src\/bad\.ts has no function as its default export/,
  ],
])('%s fails its own experiment only', async (_, body, message) => {
  const { success, status, terminalOutput } = await between(body);
  expect({ success, status }).toEqual({ success: false, status: 'failure' });
  expect(terminalOutput).toMatch(message);
  expect(terminalOutput).not.toMatch(/node:|jiti|executors/);
});

test('an experiment that runs out of memory fails alone', async () => {
  const { success, terminalOutput } = await between(
    `export default () => { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); }`,
    { env: { NODE_OPTIONS: '--max-old-space-size=40' } },
  );
  expect(success).toBe(false);
  expect(terminalOutput).toMatch(/killed by SIGABRT \(out of memory\?\)/);
});

test('an endless loop is killed some time after its timeout', async () => {
  const { success, terminalOutput } = await between(
    `export default () => { console.log('looping'); for (;;); }`,
    { timeout: 300 },
  );
  expect(success).toBe(false);
  expect(terminalOutput).toBe('looping\ntimed out after 300ms (NXE043)\n');
});

test('a timeout aborts the signal first, and cleaning up then is not cut short', async () => {
  const { terminalOutput } = await between(
    `export default (e) => new Promise((resolve) =>
      e.signal.addEventListener('abort', () => { console.log('because it', e.signal.reason.message); resolve(); }));`,
    { timeout: 300 },
  );
  expect(terminalOutput).toBe(
    'because it timed out after 300ms (NXE043)\ntimed out after 300ms (NXE043)\n',
  );
});

test('100 MB of output are neither kept nor waited for', async () => {
  const { success, terminalOutput } = await between(`
    const line = 'x'.repeat(1023) + '\\n';
    export default () => {
      console.log('first');
      for (let i = 0; i < 100 * 1024; i++) process.stdout.write(line);
      console.error('last');
      return { fit: 1 };
    }`);
  expect(success).toBe(true);
  const short = terminalOutput.replace(/x+/g, 'x').replace(/(x\n)+/g, 'x\n');
  expect(short).toMatch(/^first\nx\n… [\d,]+ bytes left out …\nx\nlast\n$/);
  expect(terminalOutput.length).toBeLessThan(1.3 * 1024 * 1024);
});

test('stdout and stderr arrive in the order in which they were written', async () => {
  const { terminalOutput } = await between(`export default () => {
    for (let i = 0; i < 100; i++) (i % 2 ? console.error : console.log)(i);
    return { fit: 1 };
  }`);
  expect(terminalOutput).toBe(Array.from({ length: 100 }, (_, i) => `${i}\n`).join(''));
});

test.each([
  ['', false],
  [', unreferenced', true],
])('a process that is left behind%s is killed', async (_, unreferenced) => {
  const { root, success } = await between(`
    import { spawn } from 'node:child_process';
    export default () => {
      const child = spawn('sleep', ['100'], { detached: ${unreferenced}, stdio: 'inherit' });
      ${unreferenced ? 'child.unref();' : ''}
      return { fit: { pid: child.pid } };
    }`);
  expect(success).toBe(true);
  const { pid } = JSON.parse(readFileSync(join(root, 'bld/estimate/b/fit.json'), 'utf8'));
  await until(() => !isRunning(pid));
});

test('the next experiment sees nothing of a changed environment, folder, module or global', async () => {
  const body = `
    import { count } from './state.ts';
    import { total } from './native.mjs';
    export default () => {
      const seen = [process.env.LEAK, process.cwd() === process.env.HERE, count(), total(), globalThis.leak, Math.random() === 4];
      process.env.LEAK = 'yes';
      delete process.env.PATH;
      process.chdir('/');
      globalThis.leak = 1;
      Math.random = () => 4;
      process.on('uncaughtException', () => {});
      return { fit: seen };
    }`;
  const root = study({
    'src/leaky.ts': body,
    'src/state.ts': `let n = 0; export const count = () => ++n;`,
    'src/native.mjs': `let n = 0; export const total = () => ++n;`,
  });
  vi.stubEnv('NX_EXPERIMENTS_PARALLEL', '1');
  const sketch = {
    run: 'src/leaky.ts',
    code: ['src/leaky.ts', 'src/state.ts', 'src/native.mjs'],
    env: { HERE: root },
  };
  const results = await runPlans(root, [plan('a', sketch), plan('b', sketch)]);
  vi.unstubAllEnvs();
  for (const id of ['a', 'b']) {
    expect(results[`estimate/${id}`]).toMatchObject({ success: true, terminalOutput: '' });
    const seen = JSON.parse(readFileSync(join(root, `bld/estimate/${id}/fit.json`), 'utf8'));
    expect(seen).toEqual([null, true, 1, 1, null, false]);
  }
});

test('a task has the environment of the call and its own, and nothing that Nx tells single processes', async () => {
  vi.stubEnv('FROM_CALL', 'call');
  vi.stubEnv('NX_TASK_HASH', '123');
  const root = study({
    'src/env.ts': `export default () => ({ fit: [process.env.FROM_CALL, process.env.OWN, process.env.NX_TASK_HASH] });`,
  });
  await runPlans(root, [plan('a', { run: 'src/env.ts', env: { OWN: 'own' } })]);
  vi.unstubAllEnvs();
  expect(JSON.parse(readFileSync(join(root, 'bld/estimate/a/fit.json'), 'utf8'))).toEqual([
    'call',
    'own',
    null,
  ]);
});

test('returned values become files: JSON by the ending of the path, text as it is', async () => {
  const root = study({
    'src/a.ts': `export default () => ({ fit: { b: 1 }, note: 'text' });`,
    'src/b.ts': `export default () => ({ fit: 1, notes: 'text' });`,
    'src/c.ts': `export default () => ({ fit: 1, note: 5 });`,
    'src/d.ts': `export default () => ({ fit: 1n, note: '' });`,
  });
  const outputs = (id: string) => ({
    fit: `bld/estimate/${id}/fit.json`,
    note: `bld/estimate/${id}/deep/note.txt`,
  });
  const ids = ['a', 'b', 'c', 'd'];
  const results = await runPlans(
    root,
    ids.map((id) => plan(id, { run: `src/${id}.ts`, experiment: { outputs: outputs(id) } })),
  );
  expect(results['estimate/a']?.success).toBe(true);
  expect(readFileSync(join(root, outputs('a').fit), 'utf8')).toBe('{\n  "b": 1\n}\n');
  expect(readFileSync(join(root, outputs('a').note), 'utf8')).toBe('text');
  expect(results['estimate/b']?.terminalOutput).toContain(
    'returned a value for "notes", which is no output of the task; its outputs are fit, note',
  );
  expect(results['estimate/c']?.terminalOutput).toContain(
    'a value of type number for the output "note"',
  );
  expect(results['estimate/d']?.terminalOutput).toContain('"fit" cannot be written as JSON');
  expect(existsSync(join(root, outputs('b').fit))).toBe(false);
});

test('retries try again and show what failed before', async () => {
  const root = study({
    'src/flaky.ts': `
      import { appendFileSync, readFileSync } from 'node:fs';
      export default () => {
        appendFileSync('tries', 'x');
        if (readFileSync('tries', 'utf8').length < 3) throw 'no luck';
        return { fit: 1 };
      }`,
    'src/hopeless.ts': `export default () => { throw 'never'; }`,
  });
  const results = await runPlans(root, [
    plan('a', { run: 'src/flaky.ts', retries: 2, reads: 'any' }),
    plan('b', { run: 'src/hopeless.ts', retries: 1 }),
  ]);
  expect(results['estimate/a']).toMatchObject({
    success: true,
    terminalOutput:
      "attempt 1 of 3 failed: threw 'no luck'\nattempt 2 of 3 failed: threw 'no luck'\n",
  });
  expect(results['estimate/b']).toMatchObject({
    success: false,
    terminalOutput: "attempt 1 of 2 failed: threw 'never'\nattempt 2 of 2 failed: threw 'never'\n",
  });
});
