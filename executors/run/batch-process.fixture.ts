// Runs a batch in a process of its own, as Nx does; argv[2] is the JSON of a `Batch`.
import { readFileSync } from 'node:fs';
import runBatch from './batch.js';
import type { Batch } from './study.fixture.js';

const { graph, options, context } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Batch;
for await (const { task, result } of runBatch(graph, options, {}, context))
  console.log(JSON.stringify({ task, ...result }));
