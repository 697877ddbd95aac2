import { PLACEHOLDER } from './placeholders.js';

/** A placeholder in a text for the shell. */
export interface ShellPlaceholder {
  readonly name: string;
  /** Where its quoted value would not be read as quoted: `double quotes`, `a comment`, …; undefined where all is well. */
  readonly inside: string | undefined;
  /** Whether other text touches it, so that it is only a part of a word. */
  readonly isPart: boolean;
  /** Whether a `$` before it makes it a variable of the shell: `${x}`. */
  readonly isVariable: boolean;
}

/** Also with a text for where it is not set: `${x-none}`. */
const VARIABLE = /^\w+(?:-.*)?$/;

const CLOSING: { readonly [opening: string]: string } = {
  '(': ')',
  '$(': ')',
  '$((': ')',
  '${': '}',
};

const CALLED: { readonly [opening: string]: string } = {
  "'": 'single quotes',
  '"': 'double quotes',
  '`': 'backticks',
  '$((': '$((…))',
  '${': '${…}',
};

/**
 * The placeholders of a text for a POSIX shell, and where they stand in it. A value is filled in
 * between single quotes, which the shell reads as such only outside of other quotes, arithmetic,
 * comments and here-documents: anywhere else a value could end up as code. Inside `$(…)` a text
 * starts anew. Not so in backticks, which take backslashes away first.
 */
export function shellPlaceholders(text: string): ShellPlaceholder[] {
  const found: ShellPlaceholder[] = [];
  const open: string[] = [];
  const matcher = new RegExp(PLACEHOLDER.source, 'y');
  let comment = false;
  let hereDocument: 'none' | 'announced' | 'begun' = 'none';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    const before = text[at - 1] ?? '\n';
    const top = open.at(-1);
    matcher.lastIndex = at;
    const match = char === '{' ? matcher.exec(text) : null;
    if (match !== null) {
      const [whole, , name] = match;
      const within = open.slice(open.lastIndexOf('$(') + 1);
      const enclosing = open.includes('`') ? '`' : within.find((opening) => opening !== '(');
      const inside = comment
        ? 'a comment'
        : hereDocument === 'begun' || text.slice(0, at).trimEnd().endsWith('<<')
          ? 'a here-document'
          : before === '\\'
            ? 'the reach of a backslash'
            : before === '$'
              ? 'the reach of a $'
              : enclosing === undefined
                ? undefined
                : CALLED[enclosing];
      const isPart =
        /[^\s;|&()<>]/.test(before) || /^[^\s;|&()<>]/.test(text.slice(at + whole.length));
      if (name !== undefined)
        found.push({ name, inside, isPart, isVariable: before === '$' && VARIABLE.test(name) });
      at += whole.length - 1;
      continue;
    }
    if (char === '\n') {
      comment = false;
      if (hereDocument === 'announced') hereDocument = 'begun';
    }
    if (comment || hereDocument === 'begun') continue;
    if (top === "'") {
      if (char === "'") open.pop();
    } else if (char === '\\') {
      if (text[at + 1] !== '{') at++;
    } else if (top === '"' && char !== '"' && char !== '`' && char !== '$') {
      // Within double quotes nothing else opens.
    } else if (char === top || (top !== undefined && char === CLOSING[top])) open.pop();
    else if (char === "'" || char === '"' || char === '`' || char === '(') open.push(char);
    else if (char === '$' && (text[at + 1] === '(' || text[at + 1] === '{')) {
      matcher.lastIndex = at + 1;
      if (matcher.test(text)) continue;
      if (text.startsWith('$((', at)) {
        open.push('$((', '(');
        at += 2;
      } else {
        open.push(text.slice(at, at + 2));
        at++;
      }
    } else if (char === '#' && /[\s;|&()]/.test(before)) comment = true;
    else if (text.startsWith('<<<', at)) at += 2;
    else if (text.startsWith('<<', at)) {
      hereDocument = 'announced';
      at++;
    }
  }
  return found;
}
