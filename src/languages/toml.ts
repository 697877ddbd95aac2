import { createRequire } from 'node:module';
import type * as toml from 'smol-toml';
import { byText } from './by-text.js';

// Loaded where such a file is read: every call of Nx would wait for it.
const require = createRequire(import.meta.url);

/** A table of TOML; what is not there is an empty one. */
export type Table = { readonly [key: string]: unknown };

/** What stands in a text of TOML; nothing where it cannot be read. */
export const readToml = byText((text): Table => {
  try {
    return (require('smol-toml') as typeof toml).parse(text) as Table;
  } catch {
    return {};
  }
});

/** The table at some keys, one inside the other. */
export function tableAt(table: Table, ...keys: readonly string[]): Table {
  return keys.reduce((at, key) => asTable(at[key]), table);
}

export function asTable(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Table)
    : {};
}
