// Builds dist/: TypeScript, and the schemas that Nx reads beside it; and executors.json.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';

const start = new Date();
rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
for (const folder of ['generators', 'executors'])
  cpSync(folder, `dist/${folder}`, {
    recursive: true,
    filter: (path) => !/\.ts$|\.fixture\./.test(path),
  });
const { executorsJson } = await import('./dist/executors/manifest.js');
writeFileSync('executors.json', executorsJson());
// What is newer than this is not built yet.
writeFileSync('dist/built', start.toISOString());
