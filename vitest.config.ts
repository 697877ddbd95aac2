import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

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

export default defineConfig({
  test: {
    // Until a worker is gone; a busy machine takes longer than the default of ten seconds.
    teardownTimeout: 60_000,
    projects: [
      {
        plugins: [onBuilt],
        test: {
          name: 'unit',
          include: ['{src,executors,generators}/**/*.test.ts', 'examples/*/src/**/*.test.ts'],
          // Much of a test is waiting for processes.
          maxWorkers: 2,
          globalSetup: 'e2e/built.ts',
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // In a real browser, where one is found.
        plugins: [onBuilt],
        test: {
          name: 'page',
          include: ['e2e/page/*.test.ts'],
          globalSetup: 'e2e/built.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/*.test.ts'],
          globalSetup: 'e2e/setup.ts',
          // Every test waits for processes; three files at a time keep two cores busy.
          maxWorkers: 3,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Needs python3, which `npm cit` does without; CI installs it.
        test: {
          name: 'python',
          include: ['e2e/python/*.test.ts'],
          globalSetup: 'e2e/setup.ts',
          testTimeout: 180_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
