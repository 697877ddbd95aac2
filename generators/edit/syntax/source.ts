import { type Comment, type Program, parseSync } from 'oxc-parser';
import { refuse } from '../../../src/problems/problem.js';

/** The files of a workspace; paths are relative to its root, with forward slashes. */
export interface Files {
  /** The text of a file, undefined where there is none. */
  readonly read: (file: string) => string | undefined;
}

/** A file as text and as syntax tree; the positions in the tree are those in the text. */
export interface Source {
  readonly file: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
}

/** A node of a syntax tree, with the file that it stands in. */
export interface Place<N> {
  readonly source: Source;
  readonly node: N;
}

/** Parses a file; @throws {CatalogError} where it is not there, or its syntax is wrong. */
export function readSource(files: Files, file: string): Source {
  const text = files.read(file);
  if (text === undefined)
    refuse('NXE041', file, '', 'there is no such file', 'name a file that is there');
  const { program, comments, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.labels[0]?.start ?? 0).split('\n').length;
    refuse('NXE003', file, `line ${line}`, error.message, 'fix the syntax first');
  }
  return { file, text, program, comments };
}

/** The first position at or after `from` that is neither white space nor part of a comment. */
export function skipTrivia({ text, comments }: Source, from: number): number {
  const space = /\s*/y;
  for (let at = from; ; ) {
    space.lastIndex = at;
    at += space.exec(text)?.[0].length ?? 0;
    const comment = comments.find(({ start }) => start === at);
    if (comment === undefined) return at;
    at = comment.end;
  }
}

/** The white space that the line of a position begins with. */
export function indentAt({ text }: Source, position: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, position)))?.[0] ?? '';
}

/** Where the line of a position begins. */
export function lineStart(text: string, position: number): number {
  return text.lastIndexOf('\n', position - 1) + 1;
}
