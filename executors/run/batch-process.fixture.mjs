// Runs a batch in a process of its own, as Nx does; argv[2] is the JSON of a `Batch`.
import { readFileSync } from 'node:fs';
import runBatch from '../../dist/executors/run/batch.js';

const { graph, options, context } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for await (const { task, result } of runBatch(graph, options, {}, context))
  console.log(JSON.stringify({ task, ...result }));
