import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A name under which this machine can be reached by `ssh`. */
export interface Worker {
  /** A folder with an `ssh` that knows it, for the beginning of PATH. */
  readonly bin: string;
  end(): void;
}

const SSHD = '/usr/sbin/sshd';

const SSH = '/usr/bin/ssh';

/** What is missing for it here; undefined where nothing is. */
export function missingForSsh(): string | undefined {
  const absent = [SSHD, SSH, '/usr/bin/ssh-keygen'].filter((path) => !existsSync(path));
  if (absent.length > 0) return `${absent.join(', ')} (Debian: openssh-server openssh-client)`;
  return process.getuid?.() === 0 ? undefined : 'the rights of root';
}

/**
 * Starts an sshd of its own, of which nothing else on this machine knows.
 *
 * @param folder an empty one, absolute, for its keys and configuration
 * @param host the name by which `ssh` is asked for it
 */
export async function startWorker(folder: string, host: string): Promise<Worker> {
  const at = (name: string) => join(folder, name);
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
  writeFileSync(at('authorized'), readFileSync(at('user.pub')), { mode: 0o600 });
  const port = await freePort();
  writeFileSync(
    at('sshd_config'),
    `Port ${port}
ListenAddress 127.0.0.1
HostKey ${at('host')}
AuthorizedKeysFile ${at('authorized')}
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
`,
  );
  writeFileSync(
    at('ssh_config'),
    `Host ${host}
  HostName 127.0.0.1
  Port ${port}
  User root
  IdentityFile ${at('user')}
  IdentitiesOnly yes
  BatchMode yes
  LogLevel ERROR
  StrictHostKeyChecking no
  UserKnownHostsFile ${at('known')}
`,
  );
  mkdirSync(at('bin'));
  writeFileSync(at('bin/ssh'), `#!/bin/sh\nexec ${SSH} -F ${at('ssh_config')} "$@"\n`);
  chmodSync(at('bin/ssh'), 0o755);
  // Where sshd's own service makes it, and without which it does not start.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const sshd = spawn(SSHD, ['-D', '-E', at('log'), '-f', at('sshd_config')], { stdio: 'ignore' });
  for (let tries = 0; ; tries++) {
    try {
      execFileSync(at('bin/ssh'), [host, 'true'], { stdio: 'pipe' });
      return { bin: at('bin'), end: () => void sshd.kill() };
    } catch (error) {
      if (tries < 50) await sleep(100);
      else {
        sshd.kill();
        const log = existsSync(at('log')) ? readFileSync(at('log'), 'utf8') : 'no log';
        throw new Error(`sshd did not start: ${String(error)}\n${log}`);
      }
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
