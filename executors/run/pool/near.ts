import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { killGroup } from '../runner/kill-group.js';
import { killMarked, MARK, newestProcess } from '../runner/marked.js';
import { describeExit, type RunnerProcess } from './runner-process.js';
import { onceRead, openTalk, runnerCommand } from './talk.js';

/** A runner that is a child of this process. */
export interface NearRunner extends RunnerProcess {
  /** Rejects where the system could not start it. */
  readonly started: Promise<void>;
  /** It has loaded all that it needs, or is gone. */
  readonly up: Promise<void>;
}

/**
 * @param root the workspace root, absolute
 * @throws where the system cannot start it, unless `started` rejects
 */
export function startNearRunner(env: NodeJS.ProcessEnv, root: string): NearRunner {
  const mark = randomUUID();
  const [program, ...args] = runnerCommand();
  const child = spawn(program, args, {
    cwd: root,
    env: { ...env, [MARK]: mark },
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  /** Before it could start anything. */
  const newest = newestProcess();
  const groups = new Set<number>();
  let alive = true;
  let wasSearched = false;
  const { stdin: input, stdout: output } = child;
  const talk = openTalk({ input, output }, { mark }, (message) => {
    if (message.type !== 'group') return;
    if (message.alive) groups.add(message.group);
    else groups.delete(message.group);
  });

  const kill = () => {
    alive = false;
    if (child.pid !== undefined) killGroup(child.pid, 'SIGKILL');
    for (const group of groups) killGroup(group, 'SIGKILL');
    groups.clear();
    if (talk.isBusy && !wasSearched) killMarked(mark, newest);
    wasSearched ||= talk.isBusy;
  };
  const end = (reason: string) => {
    kill();
    talk.end(reason);
  };
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  started.catch(() => {});
  child.on('error', (error) => end(`could not be reached: ${error.message}`));
  child.once('exit', (code, signal) => {
    kill();
    onceRead([output], () => end(describeExit(code, signal)));
  });

  return {
    started,
    up: talk.ready.catch(() => {}),
    isFar: false,
    get alive() {
      return alive;
    },
    get attempts() {
      return talk.attempts;
    },
    send: talk.send,
    listen: talk.listen,
    kill,
  };
}
