import { parseSync } from 'oxc-parser';

/** Where catalogs are looked for unless the plugin's options say otherwise. */
export const CATALOGS = '**/config.ts';

/** Options of the plugin in nx.json. */
export interface PluginOptions {
  /** A glob of the files that may be catalogs, relative to the workspace root. */
  readonly catalogs?: string;
}

/**
 * Whether a file calls `defineCatalog`, judged by its text: other people's `config.ts` are never run.
 *
 * @param file decides the language by its extension
 */
export function isCatalog(file: string, text: string): boolean {
  if (!/\bdefineCatalog\b/.test(text) || !/\bdefineCatalog\s*[(<]/.test(text)) return false;
  const { comments, errors } = parseSync(file, text);
  // With a syntax error there is no telling; whoever writes a catalog wants to see the error.
  if (errors.length > 0) return true;
  const code = comments.reduceRight(
    (left, { start, end }) => left.slice(0, start) + left.slice(end),
    text,
  );
  return /\bdefineCatalog\s*[(<]/.test(code);
}
