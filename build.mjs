// Builds dist/: TypeScript, the schemas that Nx reads beside it, and the page's script; and executors.json.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { bundlePage } from './executors/overview/page/bundle.mjs';

const start = new Date();
rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
for (const folder of ['generators', 'executors'])
  cpSync(folder, `dist/${folder}`, {
    recursive: true,
    filter: (path) => !/\.ts$|\.fixture\.|overview\/page\//.test(path),
  });
await bundlePage('dist/executors/overview/page');
const { executorsJson } = await import('./dist/executors/manifest.js');
writeFileSync('executors.json', executorsJson());
// What is newer than this is not built yet.
writeFileSync('dist/built', start.toISOString());
