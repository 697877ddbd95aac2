/**
 * Reads a text of comma-separated values with a header line into one record per line.
 *
 * @throws where a line has another number of fields than the header; quoted fields are not supported
 */
export function parseCsv(text: string): Record<string, string>[] {
  if (text.includes('"')) throw new Error('quoted fields are not supported');
  const [header = [], ...lines] = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return lines.map((line, i) => {
    if (line.length !== header.length)
      throw new Error(`line ${i + 2} has ${line.length} fields instead of ${header.length}`);
    return Object.fromEntries(header.map((name, j) => [name, line[j] as string]));
  });
}

/** Writes records as comma-separated values; the first one's keys are the header. */
export function formatCsv(
  records: readonly { readonly [column: string]: string | number }[],
): string {
  const header = Object.keys(records[0] ?? {});
  return [header, ...records.map((record) => header.map((column) => record[column]))]
    .map((line) => `${line.join(',')}\n`)
    .join('');
}
