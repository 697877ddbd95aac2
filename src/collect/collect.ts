import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { ExperimentView } from '../catalog/experiment.js';
import { toCsv } from './csv.js';
import { toJson } from './json.js';
import { toMarkdown } from './markdown.js';
import { SUMMARY } from './name.js';
import { summarize } from './summary.js';
import { collectTable, type Table } from './table.js';

const FORMATS: { readonly [extension: string]: (table: Table) => string } = {
  '.csv': toCsv,
  '.json': toJson,
  '.md': toMarkdown,
};

/**
 * Writes one tidy table of what an experiment needs, to each of its outputs; to the one that is named
 * `summary`, its means over replicates. Paths are relative to the working directory, the workspace root.
 */
export async function collect(e: ExperimentView): Promise<void> {
  const { dimensions = [] } = e.collects ?? {};
  const { values } = e.args as { readonly values?: readonly string[] };
  const table = collectTable(
    { needs: e.needs, dimensions, ...(values !== undefined && { values }) },
    (path) => readFileSync(path, 'utf8'),
  );
  for (const [output, path] of Object.entries(e.outputs)) {
    const shown = output === SUMMARY ? summarize(table, dimensions) : table;
    writeFileSync(path, await written(shown, extname(path).toLowerCase()));
  }
}

async function written(table: Table, extension: string): Promise<string | Uint8Array> {
  if (extension !== '.parquet') return FORMATS[extension]!(table);
  // Loaded only where it is asked for.
  const { toParquet } = await import('./parquet.js');
  return toParquet(table);
}
