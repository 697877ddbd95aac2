import { startTicks } from '../../../src/nx/process-start.js';

let own: string | undefined;

/**
 * This process, as a text. Its id alone may be another process's later: after a restart of the
 * machine or of a container.
 */
export function self(): string {
  own ??= ownerOf(process.pid);
  return own;
}

/** Another process, as such a text. */
export function ownerOf(pid: number): string {
  return `${pid} ${startTicks(pid) ?? ''}`;
}

/** Whether the process of such a text still runs. */
export function isAlive(owner: string): boolean {
  const [pid = '', start = ''] = owner.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = startTicks(Number(pid));
  return start === '' || now === undefined || now === Number(start);
}
