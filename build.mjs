// Builds dist/: TypeScript, and the schemas that Nx reads beside it; and executors.json.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';

rmSync('dist', { recursive: true, force: true });
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
});
for (const folder of ['generators', 'executors'])
  cpSync(folder, `dist/${folder}`, {
    recursive: true,
    filter: (path) => !/\.ts$/.test(path),
  });
const { executorsJson } = await import('./dist/executors/manifest.js');
writeFileSync('executors.json', executorsJson());
