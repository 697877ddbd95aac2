import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noteCalls } from './generated.js';
import { of } from './study.js';
import { outputOf, type Workspace, workspace } from './workspace.js';

const CONFIG = 'src/study/config.ts';

let study: Workspace;

beforeAll(() => {
  study = workspace(
    { 'nx.json': null, '.gitignore': 'node_modules\n' },
    { keep: true, isolated: false },
  );
});

afterAll(() => study.remove());

/** What git sees of the work tree since the last commit. */
const changed = () => study.git('status', '--porcelain', '--untracked-files=all');

/** Runs a generator after a trial run that has to write nothing; returns what it changed. */
async function generate(...args: readonly string[]): Promise<string> {
  const trial = await study.nx('g', ...args, '--dry-run');
  expect(outputOf(trial)).toContain('CREATE');
  expect(changed()).toBe('');
  await study.nx('g', ...args);
  return changed();
}
