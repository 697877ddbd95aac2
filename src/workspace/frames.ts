import type { Places } from '../load/place.js';
import { frameOf } from '../problems/frame.js';
import type { Problem } from '../problems/problem.js';

/** So many problems have frames: more would hide the messages, and take long. */
const FRAMED = 50;

/**
 * The problems, the first ones with the lines of code that they are about, where those can be told: by their path in a
 * catalog, or by the `(<file>:<line>)` that they name. Never fails: the messages matter more.
 *
 * @param read the text of a file, relative to the workspace root
 */
export async function withFrames(
  problems: readonly Problem[],
  read: (file: string) => string | undefined,
): Promise<readonly Problem[]> {
  if (problems.length === 0) return problems;
  // The parser is loaded for a message alone.
  const parser = await import('../load/place.js').catch(() => undefined);
  if (parser === undefined) return problems;
  const sources = new Map<string, Source | undefined>();
  const sourceOf = (file: string) => {
    if (!sources.has(file)) {
      try {
        const text = read(file);
        sources.set(
          file,
          text === undefined ? text : { text, placeOf: parser.placesIn(text, file) },
        );
      } catch {
        sources.set(file, undefined);
      }
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
  return problems.map((problem, i) => {
    if (i >= FRAMED) return problem;
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
