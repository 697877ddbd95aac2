import MagicString from 'magic-string';

/** One change of a text: what stands between two positions is replaced. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Adds text at a position. */
export function insertion(at: number, text: string): Change {
  return { start: at, end: at, text };
}

/** Takes away the text between two positions. */
export function deletion(start: number, end: number): Change {
  return { start, end, text: '' };
}

/** The text with all changes made; everything else stays byte for byte. */
export function applyChanges(text: string, changes: readonly Change[]): string {
  const edited = new MagicString(text);
  for (const { start, end, text: added } of changes) {
    if (end === start) edited.appendLeft(start, added);
    else if (added === '') edited.remove(start, end);
    else edited.update(start, end, added);
  }
  return edited.toString();
}

/** A file and its new text. */
export interface Edit {
  readonly file: string;
  readonly text: string;
}
