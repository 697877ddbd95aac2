import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { writeWhole } from '../../files/write-whole.js';
import { readSummary } from './read-summary.js';
import type { Summary } from './summary.js';

/** Raised whenever what is read of a text, or its form, changes: older summaries are then forgotten. */
const VERSION = 4;

/** More summaries than this are not kept; those that were asked for last stay. */
const MOST = 20_000;

/** Summaries of texts, on disk too. */
export interface ParseCache {
  readonly summaryOf: (text: string) => Summary;
  /** Writes what is new; a disk that takes nothing costs only the time to parse again. */
  readonly save: () => void;
}

/**
 * Reads each text once, also over several processes: what was read is kept by the content's hash, and
 * counts only for this version of the reader and of the parser.
 *
 * @param folder absolute; made when something is saved
 */
export function createParseCache(folder: string): ParseCache {
  const file = join(folder, 'python.json');
  const known = load(file);
  let isNew = false;
  return {
    summaryOf: (text) => {
      const key = createHash('sha256').update(text).digest('base64');
      const seen = known.get(key);
      const summary = seen ?? readSummary(text);
      if (seen === undefined) isNew = true;
      // At the end: asked for last.
      known.delete(key);
      known.set(key, summary);
      return summary;
    },
    save: () => {
      if (!isNew) return;
      isNew = false;
      const summaries = JSON.stringify([...known].slice(-MOST));
      writeWhole(file, `${sealOf(summaries)}\n${summaries}`);
    },
  };
}

function load(file: string): Map<string, Summary> {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const summaries = text.slice(end + 1);
    return new Map(text.slice(0, end) === sealOf(summaries) ? JSON.parse(summaries) : []);
  } catch {
    return new Map();
  }
}

let parserVersion: string | undefined;

/** Tells a file that was written whole, by this version of the reader and of the parser. */
function sealOf(summaries: string): string {
  parserVersion ??= readParserVersion();
  return createHash('sha256').update(`${VERSION}\n${parserVersion}\n${summaries}`).digest('hex');
}

function readParserVersion(): string {
  const main = createRequire(import.meta.url).resolve('@lezer/python');
  return JSON.parse(readFileSync(join(main, '../../package.json'), 'utf8')).version;
}
