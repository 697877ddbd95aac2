/** A generated task module that also notes in the log of real executions that it was called. */
export function noteCalls(text: string): string {
  const noting = text.replace(
    /^export default .*\{$/m,
    (head) => `${head}\n  appendFileSync(process.env.RUNS_LOG!, \`\${e.task}/\${e.id}\\n\`);`,
  );
  if (noting === text) throw new Error(`There is no function to note the calls of:\n${text}`);
  return `import { appendFileSync } from 'node:fs';\n${noting}`;
}
