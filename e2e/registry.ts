import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { npm } from './template.js';

/** A registry on this machine that has one package of its own. */
export interface Registry {
  /** What makes npm and npx use it. */
  readonly env: { readonly [name: string]: string };
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[];
}

/**
 * Starts a registry that serves the package in a tarball, and sends npm to the usual registry for
 * all others; it ends with the test.
 *
 * @param cwd where npm is asked which registry that is
 */
export async function registry(tarball: string, cwd: string): Promise<Registry> {
  const upstream = npm(cwd, 'config', 'get', 'registry').trim().replace(/\/$/, '');
  const packed = readFileSync(tarball);
  const manifest = JSON.parse(
    execFileSync('tar', ['-xzOf', tarball, 'package/package.json'], { encoding: 'utf8' }),
  );
  const asked: string[] = [];
  const http = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    asked.push(path);
    if (path === `/${manifest.name}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(about()));
    else if (path === `/${manifest.name}.tgz`) response.writeHead(200).end(packed);
    else response.writeHead(302, { location: `${upstream}${request.url}` }).end();
  });
  const about = () => ({
    name: manifest.name,
    'dist-tags': { latest: manifest.version },
    versions: {
      [manifest.version]: {
        ...manifest,
        dist: {
          tarball: `${url}/${manifest.name}.tgz`,
          integrity: `sha512-${createHash('sha512').update(packed).digest('base64')}`,
          shasum: createHash('sha1').update(packed).digest('hex'),
        },
      },
    },
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return { env: { npm_config_registry: url, npm_config_prefer_offline: 'true' }, asked };
}
