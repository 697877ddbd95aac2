import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A remote cache for self-hosting: https://nx.dev/recipes/running-tasks/self-hosted-caching */
export interface CacheServer {
  /** What makes Nx use it. */
  readonly env: { readonly [name: string]: string };
  /** The records by hash. */
  readonly records: Map<string, Buffer>;
  /** When true, its token may only read. */
  readOnly: boolean;
}

const TOKEN = 'a token';

/** Starts one on this machine; it ends with the test. */
export async function cacheServer(): Promise<CacheServer> {
  const records = new Map<string, Buffer>();
  const http = createServer(async (request, response) => {
    const end = (status: number, body?: Buffer) => response.writeHead(status).end(body);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, hash] = /^\/v1\/cache\/([^/]+)$/.exec(request.url ?? '') ?? [];
    if (hash === undefined) return end(404);
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return end(401);
    const record = records.get(hash);
    if (request.method === 'GET') return record === undefined ? end(404) : end(200, record);
    if (server.readOnly) return end(403);
    if (record !== undefined) return end(409);
    records.set(hash, Buffer.concat(chunks));
    return end(200);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const { port } = http.address() as AddressInfo;
  const server: CacheServer = {
    env: {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: `http://127.0.0.1:${port}`,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: TOKEN,
    },
    records,
    readOnly: false,
  };
  return server;
}
