import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Json } from '../../../src/catalog/json.js';

/** Larger texts are linked, not shown. In bytes. */
const LARGEST_TEXT = 20_000;

/** Larger JSON files are not read for values. In bytes. */
const LARGEST_JSON = 1_000_000;

const TEXTS = new Set(
  '.json .jsonl .csv .tsv .txt .md .log .tex .yaml .yml .toml .xml .html .bib .r .py'.split(' '),
);

/** A file that an experiment wrote. */
export interface Content {
  /** Relative to the workspace root. */
  readonly path: string;
  /** Its size; undefined where it is missing. */
  readonly bytes?: number;
  /** What is in it, where it is a small text. */
  readonly text?: string;
  readonly json?: Json;
}

/** The files of an output: one, or those in its folder (sorted, at most `limit`). */
export function contentsOf(root: string, path: string, limit = 20): readonly Content[] {
  const absolute = join(root, path);
  const stats = statSync(absolute, { throwIfNoEntry: false });
  if (stats === undefined) return [{ path }];
  if (!stats.isDirectory()) return [contentOf(absolute, path, stats.size)];
  const inside = readdirSync(absolute).sort();
  return inside.slice(0, limit).flatMap((name) => {
    const inner = statSync(join(absolute, name), { throwIfNoEntry: false });
    if (inner === undefined) return [];
    const own = `${path}/${name}`;
    return inner.isDirectory() ? [{ path: own, bytes: 0 }] : [{ path: own, bytes: inner.size }];
  });
}

function contentOf(absolute: string, path: string, bytes: number): Content {
  const extension = extname(path).toLowerCase();
  const isJson = extension === '.json' && bytes <= LARGEST_JSON;
  if (!isJson && !(TEXTS.has(extension) && bytes <= LARGEST_TEXT)) return { path, bytes };
  const text = readFileSync(absolute, 'utf8');
  const json = isJson ? parsed(text) : undefined;
  return {
    path,
    bytes,
    ...(bytes <= LARGEST_TEXT && { text }),
    ...(json !== undefined && { json }),
  };
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    // Shown as it stands.
    return undefined;
  }
}
