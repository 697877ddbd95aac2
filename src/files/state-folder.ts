import { resolve } from 'node:path';

/** The folder of what this plugin remembers about a workspace, beside Nx's own; absolute. */
export function stateFolder(root: string, env: NodeJS.ProcessEnv = process.env): string {
  const data = env.NX_WORKSPACE_DATA_DIRECTORY ?? '.nx/workspace-data';
  return resolve(root, data, 'nx-experiments');
}
