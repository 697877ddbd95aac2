import { BATCH_NAMES, SINGLE } from '../src/lock/executors.js';

const BATCH = 'Runs experiments in a batch.';
const ALSO = `The same as ${BATCH_NAMES[0]}, under another name, so that a task never shares a batch with one that it needs.`;

/**
 * The text of executors.json, by which Nx finds the executors: one entry for each name. All are default exports, which
 * Nx takes where none is named; its rule for plugins (@nx/nx-plugin-checks) finds no `#default`.
 */
export function executorsJson(): string {
  const single = {
    implementation: './dist/executors/run/single.js',
    schema: './dist/executors/run/schema.json',
  };
  const batch = (description: string) => ({
    implementation: single.implementation,
    batchImplementation: './dist/executors/run/batch.js',
    preferBatch: true,
    schema: single.schema,
    description,
  });
  const executors = Object.fromEntries([
    ...BATCH_NAMES.map((name, i) => [name, batch(i === 0 ? BATCH : `${BATCH} ${ALSO}`)]),
    [
      'overview',
      {
        implementation: './dist/executors/overview/overview.js',
        schema: './dist/executors/overview/schema.json',
        description: 'Shows a study: what is done, what would run and why, and what it costs.',
      },
    ],
    [SINGLE, { ...single, description: 'Runs one experiment in a process of its own.' }],
  ]);
  const manifest = { $schema: 'http://json-schema.org/schema', executors };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
