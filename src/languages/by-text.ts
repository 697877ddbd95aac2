/** Of more texts than this, all are forgotten. */
const MOST = 5000;

/** Reads each text once for as long as the process lives: an edit is another text, so it is seen. */
export function byText<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    if (known.size >= MOST) known.clear();
    const found = read(text);
    known.set(text, found);
    return found;
  };
}
