import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { study } from './study.fixture.js';

const BUILT = fileURLToPath(new URL('../../dist/executors/run/terminal.js', import.meta.url));

/** What a terminal is set to after the end of a process that began while it was raw. */
function settingsAfter(code: string): string {
  const root = study({
    'batch.mjs': `
      import { existsSync, writeFileSync } from 'node:fs';
      import { setTimeout } from 'node:timers/promises';
      import { leaveTerminal } from ${JSON.stringify(BUILT)};
      ${code}
      writeFileSync('up', '');
      while (!existsSync('go')) await setTimeout(10);`,
    'nx.sh': `
      stty raw
      ${process.execPath} batch.mjs < /dev/tty > log 2>&1 &
      while [ ! -e up ]; do sleep 0.02; done
      stty sane
      touch go
      wait
      stty -a > settings`,
  });
  execFileSync('script', ['--quiet', '--command', 'sh nx.sh', '/dev/null'], {
    cwd: root,
    stdio: 'ignore',
  });
  return readFileSync(join(root, 'settings'), 'utf8');
}

// `script` makes a terminal.
test.runIf(process.platform === 'linux')(
  'a batch does not set the terminal back to what it was under Nx’s terminal UI',
  () => {
    expect(settingsAfter('leaveTerminal();')).toMatch(/^opost/m);
    expect(settingsAfter('leaveTerminal;')).toMatch(/^-opost/m);
  },
);
