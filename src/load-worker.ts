import { parentPort, workerData } from 'node:worker_threads';
import { evaluate, realRoot } from './evaluate.js';
import type { LoadMessage, LoadRequest } from './load-messages.js';
import { applyOverlay } from './overlay.js';

const { root: given, files, overlay } = workerData as LoadRequest;
const root = realRoot(given);
const post = (message: LoadMessage) => parentPort!.postMessage(message);

const overlaid = applyOverlay(root, overlay);
const load = evaluate(root, files, overlaid);
for (const file of files) {
  post({ type: 'start', file });
  post({ type: 'done', file, loaded: await load(file) });
}
