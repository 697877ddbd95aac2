import type { Code } from './codes.js';
import type { Problem } from './problem.js';

/** Collects what is wrong at one place of a file, and below it. */
export interface Report {
  /** Adds a problem here, or below at `path`. */
  add(code: Code, path: string, wrong: string, mend: string): void;
  /** The report of a place below this one. */
  at(path: string): Report;
  /** `<file>: <path in it>` */
  place(): string;
}

/** A report that appends to `problems`. */
export function reportInto(problems: Problem[], file: string, path = ''): Report {
  return {
    add: (code, below, wrong, mend) =>
      problems.push({ code, file, path: joinPath(path, below), wrong, mend }),
    at: (below) => reportInto(problems, file, joinPath(path, below)),
    place: () => (path === '' ? file : `${file}: ${path}`),
  };
}

function joinPath(path: string, below: string): string {
  if (below === '') return path;
  return path === '' || below.startsWith('[') ? path + below : `${path}.${below}`;
}
