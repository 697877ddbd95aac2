import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import type { LoadMessage, LoadRequest } from './messages.js';
import { watchReads } from './watch-reads.js';

const reads = watchReads();
// These, and what catalogs may share with them, such as fast-glob, take functions of `node:fs`.
const { evaluate, realRoot } = await import('./evaluate.js');
const { applyOverlay } = await import('./overlay.js');

const [request] = (await once(parentPort!, 'message')) as [LoadRequest];
const post = (message: LoadMessage) => parentPort!.postMessage(message);

// The thread may be older than the request, and Nx's daemon takes over each client's environment.
for (const name of Object.keys(process.env)) if (!(name in request.env)) delete process.env[name];
Object.assign(process.env, request.env);

const root = realRoot(request.root);
const overlaid = applyOverlay(root, request.overlay);
const load = evaluate(root, request.files, overlaid, reads);
for (const file of request.files) {
  post({ type: 'start', file });
  post({ type: 'done', file, loaded: await load(file) });
}
