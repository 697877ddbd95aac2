import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, onTestFinished } from 'vitest';
import type { FromRunner, Outcome } from './runner/protocol.js';
import { study } from './study.fixture.js';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};

let built: string | undefined;

afterAll(() => {
  if (built !== undefined) rmSync(built, { recursive: true, force: true });
});

/**
 * The runner in JavaScript, as users have it. (What loads its sources in other tests also loads what
 * it imports, and packages and local JavaScript are not Node's business any more.)
 */
function build(): string {
  if (built !== undefined) return built;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nx-experiments-built-')));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  for (const source of ['src', 'executors/run'])
    for (const file of readdirSync(join(REPOSITORY, source), { recursive: true }).map(String)) {
      if (!/^[^.]+\.ts$/.test(file)) continue;
      const { outputText } = ts.transpileModule(
        readFileSync(join(REPOSITORY, source, file), 'utf8'),
        { compilerOptions: OPTIONS },
      );
      const output = join(folder, source, file.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, outputText);
    }
  built = folder;
  return folder;
}

export interface Ran extends Outcome {
  /** What the task returned for its output. */
  readonly fit: unknown;
}

/**
 * Runs modules of a study one after the other in one process, whether it is clean or not.
 *
 * @param files of the study
 * @param runs paths of the modules
 */
export async function runInOne(
  files: Readonly<Record<string, string>>,
  runs: readonly string[],
  prepare: (root: string) => void = () => {},
): Promise<Ran[]> {
  const root = study({ 'bld/.keep': '', ...files });
  prepare(root);
  const runner = spawn(process.execPath, [join(build(), 'executors/run/runner/runner.js')], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  onTestFinished(() => void runner.kill('SIGKILL'));
  const ran: Ran[] = [];
  for (const run of runs) {
    const output = `bld/${ran.length}.json`;
    const experiment = { id: run, task: 'try', levels: {}, inputs: {}, needs: {} };
    const job = {
      root,
      run,
      bld: 'bld',
      marker: '',
      timed: false,
      experiment: { ...experiment, outputs: { fit: output } },
    };
    runner.send({ type: 'run', job });
    const outcome = await outcomeOf(runner);
    const fit: unknown =
      outcome.error === undefined
        ? JSON.parse(readFileSync(join(root, output), 'utf8'))
        : undefined;
    ran.push({ ...outcome, fit });
  }
  return ran;
}

function outcomeOf(runner: ChildProcess): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the runner exited with ${code}`));
    const onMessage = (message: FromRunner) => {
      if (message.type !== 'done') return;
      runner.off('exit', onExit).off('message', onMessage);
      resolve(message.outcome);
    };
    runner.on('exit', onExit).on('message', onMessage);
  });
}
