import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './e2e/longest-first.js';

const root = fileURLToPath(new URL('.', import.meta.url));

/**
 * Unit tests try what is built, as users have it: threads and processes that the package starts then
 * begin within a tenth of a second, and not after a compilation of all that they load.
 */
const onBuilt: Plugin = {
  name: 'on what is built',
  enforce: 'pre',
  async resolveId(source, importer, options) {
    if (importer === undefined || !source.startsWith('.')) return null;
    const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
    const own = /^(src|executors|generators)\/(?:(?!\.(?:test|fixture)\.|\/browser\/).)*\.ts$/;
    const path = resolved?.id.startsWith(root) ? resolved.id.slice(root.length) : undefined;
    if (path === undefined || !own.test(path)) return null;
    return `${root}dist/${path.replace(/\.ts$/, '.js')}`;
  },
};

/** Tests of functions and of rooms. */
const UNITS = ['{src,executors,generators}/**/*.test.ts', 'examples/reference/*.test.ts'];

/** Those of them that start programs, or threads, most of the time: runners, shells, interpreters, loaders. */
const PROGRAMS = [
  'executors/run/*.test.ts',
  'executors/run/{claims,isolation}/*.test.ts',
  'executors/run/runner/{marked,watch-files}.test.ts',
  'executors/run/state/parts.test.ts',
  'generators/add-task/generator.test.ts',
  'generators/new/scripts.test.ts',
  'src/languages/**/against-*.test.ts',
  'src/load/{load,memory}.test.ts',
  'src/workspace/{default-levels,tree}.test.ts',
];

/** Those on a cluster need SLURM, and are skipped, aloud, where it is not installed; CI installs it. */
const E2E = 'e2e/{,slurm/}*.test.ts';

/** Needs python3, which `npm cit` does without; CI installs it. */
const PYTHON = 'e2e/python/*.test.ts';

/** All wait for processes much of the time: more files at a time than cores keep two cores busy. */
const WORKERS = 3;

/** After the unit tests, whose number of workers is another. */
const sequence = { groupOrder: 1 };

/** What is built is loaded as it is: vite would only read it once more. */
const server = { deps: { external: [/\/dist\//] } };

const own = {
  server,
  // A process for each of the hundred files would take a third of the time.
  isolate: false,
  unstubEnvs: true,
  globalSetup: 'e2e/built.ts',
  testTimeout: 180_000,
  hookTimeout: 180_000,
};

export default defineConfig({
  test: {
    // Until a worker is gone; a busy machine takes longer than the default of ten seconds.
    teardownTimeout: 60_000,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        plugins: [onBuilt],
        test: {
          ...own,
          name: 'unit',
          include: UNITS,
          exclude: PROGRAMS,
          // They wait for nothing, and each further worker loads all modules once more.
          maxWorkers: 2,
        },
      },
      {
        plugins: [onBuilt],
        test: { ...own, name: 'programs', include: PROGRAMS, maxWorkers: WORKERS, sequence },
      },
      {
        // In a real browser, where one is found.
        plugins: [onBuilt],
        test: {
          name: 'page',
          server,
          include: ['e2e/page/*.test.ts'],
          globalSetup: 'e2e/built.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: WORKERS,
          sequence,
        },
      },
      {
        test: {
          name: 'e2e',
          include: process.env.E2E_PYTHON === 'true' ? [E2E, PYTHON] : [E2E],
          globalSetup: 'e2e/setup.ts',
          maxWorkers: WORKERS,
          sequence,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'python',
          include: [PYTHON],
          globalSetup: 'e2e/setup.ts',
          maxWorkers: WORKERS,
          sequence,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
