// The table of what reruns, on the oldest version of Nx that package.json claims and on the newest that
// is published: run it before each release.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const versions = readFileSync(new URL('template.ts', import.meta.url), 'utf8');
const named = (name) => new RegExp(`${name} = '(.+)'`).exec(versions)[1];
const oldest = named('OLDEST_NX');
const newest = named('NEWEST_NX');
const published = execFileSync('npm', ['view', 'nx', 'version'], { encoding: 'utf8' }).trim();
if (published !== newest) {
  console.error(
    `e2e/template.ts: NEWEST_NX is ${newest}, but nx ${published} is out; set it to that`,
  );
  process.exit(1);
}
const failed = [oldest, newest].filter((nx) => {
  console.log(`Nx ${nx}`);
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'e2e', 'e2e/table.test.ts'], {
    stdio: 'inherit',
    env: { ...process.env, E2E_NX: nx },
  });
  return status !== 0;
});
if (failed.length > 0) console.error(`fails on Nx ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
