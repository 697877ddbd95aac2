import { readFileSync } from 'node:fs';

let own: string | undefined;

/**
 * This process, as a text. Its id alone may be another process's later: after a restart of the
 * machine or of a container.
 */
export function self(): string {
  own ??= `${process.pid} ${startOf(process.pid) ?? ''}`;
  return own;
}

/** Whether the process of such a text still runs. */
export function isAlive(owner: string): boolean {
  const [pid = '', start = ''] = owner.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = startOf(Number(pid));
  return start === '' || now === undefined || now === start;
}

/** When a process started, in ticks since the machine did, where the system tells. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')')).split(' ')[20];
  } catch {
    return undefined;
  }
}
