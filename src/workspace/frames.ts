import type { Places } from '../load/place.js';
import { frameOf } from '../problems/frame.js';
import type { Problem } from '../problems/problem.js';

/**
 * Problems with the lines of code that they are about, where those can be told: by their path in a
 * catalog, or by the `(<file>:<line>)` that they name.
 *
 * @param read the text of a file, relative to the workspace root
 */
export async function withFrames(
  problems: readonly Problem[],
  read: (file: string) => string | undefined,
): Promise<readonly Problem[]> {
  if (problems.length === 0) return problems;
  // The parser is loaded for a message alone.
  const { placesIn } = await import('../load/place.js');
  const sources = new Map<string, Source | undefined>();
  const sourceOf = (file: string) => {
    if (!sources.has(file)) {
      const text = readable(read, file);
      sources.set(file, text === undefined ? undefined : { text, placeOf: placesIn(text, file) });
    }
    return sources.get(file);
  };
  const frameFor = ({ file, path, wrong }: Problem): string | undefined => {
    const [, named, line] = NAMED.exec(wrong) ?? [];
    if (named !== undefined) {
      const source = sourceOf(named);
      return source && frameOf(source.text, Number(line));
    }
    const source = path !== '' && MODULE.test(file) ? sourceOf(file) : undefined;
    const place = source?.placeOf(path);
    return source && place && frameOf(source.text, place.line, place.column);
  };
  return problems.map((problem) => {
    const frame = frameFor(problem);
    return frame === undefined ? problem : { ...problem, frame };
  });
}

interface Source {
  readonly text: string;
  readonly placeOf: Places;
}

const MODULE = /\.[cm]?[jt]sx?$/;

/** What evaluating a catalog threw, and where. */
const NAMED = /\(([^()]+\.[cm]?[jt]sx?):(\d+)\)/;

/** A file that cannot be read has no frame; that it cannot be is a problem of its own. */
function readable(read: (file: string) => string | undefined, file: string): string | undefined {
  try {
    return read(file);
  } catch {
    return undefined;
  }
}
