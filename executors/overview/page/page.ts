import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { StudyData } from '../data.js';
import { type PageParts, pageParts } from './columns.js';
import { contentsOf } from './contents.js';

/**
 * The study as one HTML file that opens from disk without a network.
 *
 * @param root the workspace's absolute path: outputs are read below it
 */
export function pageOf(data: StudyData, root: string): string {
  return htmlOf(pageParts(data, (path) => contentsOf(root, path)));
}

/** The page that shows this. */
export function htmlOf({ data, details }: PageParts): string {
  const script = asset('browser.js');
  // Nothing but this page's own script runs, and it can reach nothing but images beside it.
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "img-src 'self' file: data:",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(data.project)}</title>
<link rel="icon" href="data:,">
<style>${asset('browser.css')}</style>
</head>
<body>
<noscript>This page needs JavaScript. It comes with it: nothing is loaded from anywhere.</noscript>
<script type="application/json" id="data">${json(data)}</script>
<script type="application/json" id="details">${json(details)}</script>
<script>${script}</script>
<!--
${asset('licenses.txt')}
-->
</body>
</html>
`;
}

function asset(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

/** JSON that may stand inside a script: no `</script>` and no `<!--` can be in it. */
function json(data: object): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
