/** The name among `names` that is closest to `name`, as ` (did you mean "x"?)`; empty where none is close. */
export function suggestion(name: string, names: readonly string[]): string {
  const [best] = names
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ candidate, distance }) => isClose(name, candidate, distance))
    .sort((a, b) => a.distance - b.distance);
  return best === undefined ? '' : ` (did you mean ${JSON.stringify(best.candidate)}?)`;
}

/** A third of the letters may differ, or one, but never all. */
function isClose(name: string, candidate: string, distance: number): boolean {
  const shorter = Math.min(name.length, candidate.length);
  return distance < shorter && distance <= Math.ceil(candidate.length / 3);
}

/** How to fix a name that is none of `names`. */
export function oneOf(names: readonly string[]): string {
  if (names.length === 0) return 'there is none';
  const shown = names.slice(0, 20).join(', ');
  return `it may be ${shown}${names.length > 20 ? `, … (${names.length} in all)` : ''}`;
}

/** Levenshtein's distance, of the first 40 characters. */
function editDistance(from: string, to: string): number {
  const a = from.slice(0, 40).toLowerCase();
  const b = to.slice(0, 40).toLowerCase();
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length]!;
}
