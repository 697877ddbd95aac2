/** A .gitignore that ignores these paths too; as it was where it does already. */
export function withIgnored(text: string, paths: readonly string[]): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, ''));
  const isIgnored = (path: string) =>
    lines.includes(path) || lines.includes(`**/${path}`) || isInside(path, lines);
  const missing = paths.filter((path) => !isIgnored(path));
  if (missing.length === 0) return text;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : eol;
  return `${text}${gap}${missing.map((path) => `${path}${eol}`).join('')}`;
}

function isInside(path: string, lines: readonly string[]): boolean {
  const folders = path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'));
  return folders.some((folder) => folder !== '' && lines.includes(folder));
}
