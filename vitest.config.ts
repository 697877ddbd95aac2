import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Until a worker is gone; a busy machine takes longer than the default of ten seconds.
    teardownTimeout: 60_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,executors,generators}/**/*.test.ts', 'examples/*/src/**/*.test.ts'],
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/*.test.ts'],
          globalSetup: 'e2e/setup.ts',
          // Every test waits for processes; two files at a time keep two cores busy.
          maxWorkers: 2,
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
