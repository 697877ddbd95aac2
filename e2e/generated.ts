import type { Workspace } from './workspace.js';

/** Makes a generated task module note in the log of real executions that it was called. */
export function noteCalls(workspace: Workspace, file: string): void {
  const text = workspace.read(file);
  const noting = text.replace(
    /^export default .*\{$/m,
    (head) => `${head}\n  appendFileSync(process.env.RUNS_LOG!, \`\${e.task}/\${e.id}\\n\`);`,
  );
  if (noting === text) throw new Error(`${file} has no function to note the calls of:\n${text}`);
  workspace.write({ [file]: `import { appendFileSync } from 'node:fs';\n${noting}` });
}
