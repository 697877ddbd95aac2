import { parentPort, workerData } from 'node:worker_threads';
import { evaluate } from './evaluate.js';
import type { LoadMessage, LoadRequest } from './load-messages.js';
import { applyOverlay } from './overlay.js';

const { root, files, overlay } = workerData as LoadRequest;
const post = (message: LoadMessage) => parentPort!.postMessage(message);

const overlaid = applyOverlay(root, overlay);
const load = evaluate(root, overlaid);
for (const file of files) {
  post({ type: 'start', file });
  post({ type: 'done', file, loaded: await load(file) });
}
