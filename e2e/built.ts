import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';

/** Builds the package where a source is newer than what is built. */
export default function setup(): void {
  const sources = ['src', 'executors', 'generators'].flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((path) => `${folder}/${path}`),
  );
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  const built = statSync('dist/built', { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built < newest) execFileSync(process.execPath, ['build.mjs'], { stdio: 'inherit' });
}
