import { ENDS_WORD, PLACEHOLDER } from './placeholders.js';

/** A piece of a text for a POSIX shell, with its place in the text. */
export interface ShellToken {
  readonly kind: 'word' | 'separator' | 'comment' | 'here-document';
  readonly start: number;
  readonly end: number;
  /** A word without its quotes and backslashes; of other kinds the text as it stands. */
  readonly value: string;
}

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

/** A text as a shell reads it. */
export interface ShellText {
  readonly tokens: readonly ShellToken[];
  /** The words of each simple command, those inside substitutions too. */
  readonly commands: readonly (readonly string[])[];
  readonly placeholders: readonly ShellPlaceholder[];
}

/** Also with a text for where it is not set: `${x-none}`. */
const VARIABLE = /^\w+(?:-.*)?$/;

/** The end of a here-document, whole or in quotes. */
const DELIMITER = /-?[ \t]*(?:'([\w.-]+)'|"([\w.-]+)"|\\([\w.-]+)|([\w.-]+))(?=[ \t\n;|&()<>]|$)/y;

/** What `$((…))` may hold so that all shells see the same end of it. */
const ARITHMETIC = /[\w\s+\-*/%<>=!&|^~?:,$]/;

/** What `${…}` may hold after the name, likewise. */
const IN_VARIABLE = /[^'"`\\$(){}<>|&;\n]/;

const AFTER = 'text after';

/**
 * Reads a text for a POSIX shell. A value is filled in between single quotes, which the shell reads as
 * such only outside of other quotes, arithmetic, comments and here-documents: anywhere else it could end
 * up as code. Inside `$(…)` a text starts anew. Not so in backticks, which take backslashes away first.
 *
 * Where shells disagree, or reading on would take a whole shell's grammar, the text goes on as well as it
 * can for those who look for paths, and every placeholder from there on is `inside` what was not followed.
 */
export function readShell(text: string): ShellText {
  const tokens: ShellToken[] = [];
  const commands: string[][] = [];
  const placeholders: ShellPlaceholder[] = [];
  const matcher = new RegExp(PLACEHOLDER.source, 'y');
  let pending: { readonly end: string; readonly tabs: boolean; readonly quoted: boolean }[] = [];
  let lost: string | undefined;
  let at = 0;

  const lose = (what: string) => {
    lost ??= `${AFTER} ${what}`;
  };

  /** Takes a placeholder, or `{{x}}`, if one stands here. */
  const placeholder = (inside: string | undefined): string | undefined => {
    matcher.lastIndex = at;
    const match = text[at] === '{' ? matcher.exec(text) : null;
    if (match === null) return undefined;
    const [whole, escaped, name] = match;
    const before = text[at - 1] ?? '\n';
    const after = text[at + whole.length] ?? '\n';
    at += whole.length;
    if (name === undefined) return `{${escaped}}`;
    const reach =
      before === '\\'
        ? 'the reach of a backslash'
        : before === '$'
          ? 'the reach of a $'
          : undefined;
    placeholders.push({
      name,
      inside: inside ?? reach ?? lost,
      isPart: !ENDS_WORD.test(before) || !ENDS_WORD.test(after),
      isVariable: before === '$' && VARIABLE.test(name),
    });
    return whole;
  };

  /** Goes on to a place, with all that stands before it inside one thing. */
  const skipTo = (end: number, inside: string) => {
    while (at < end) if (placeholder(inside) === undefined) at++;
  };

  /** Takes what a backslash protects; gives what stands for it. */
  const backslash = (quoted: boolean): string => {
    const [before = '\n', next] = [text[at - 1], text[at + 1]];
    if (next === '{') {
      at++;
      return '';
    }
    at += next === undefined ? 1 : 2;
    if (next !== '\n')
      return quoted && !/[$`"\\]/.test(next ?? '') ? `\\${next ?? ''}` : (next ?? '');
    // A line that goes on may make one operator of two halves.
    const follows = text[at] ?? '\n';
    const halves = quoted
      ? before === '$'
      : /[#<>&|;()$'"`\\]/.test(follows) || /[^\w\s./=,:@%+-]/.test(before);
    if (halves || (follows === '{' && !/\s/.test(before))) lose('a backslash at the end of a line');
    return '';
  };

  /** Takes what begins with a `$` or a backtick. */
  const expansion = (inside: string | undefined): void => {
    if (text[at] === '`') {
      const end = /^`(?:[^`\\]|\\.)*/s.exec(text.slice(at))![0].length + at;
      if (end >= text.length) lose('a backtick that nothing closes');
      const inner = readShell(text.slice(at + 1, end));
      commands.push(...inner.commands.map((words) => [...words]));
      skipTo(end, inside ?? 'backticks');
      at++;
    } else if (text.startsWith('$((', at)) {
      at += 3;
      let depth = 2;
      while (depth > 0 && at < text.length) {
        if (placeholder(inside ?? '$((…))') !== undefined) continue;
        if (text[at] === '(') depth++;
        else if (text[at] === ')') depth--;
        else if (!ARITHMETIC.test(text[at]!)) break;
        if (depth === 1 && text[at + 1] !== ')') break;
        at++;
      }
      if (depth > 0) lose('$((…)) that is more than numbers and names');
    } else if (text.startsWith('$(', at)) {
      at += 2;
      list(true);
    } else if (text.startsWith('${', at)) {
      matcher.lastIndex = at + 1;
      at++;
      if (matcher.test(text)) return;
      at++;
      if (!/[\w#@*?!$-]/.test(text[at] ?? '')) lose('${…} without a name');
      if (/[#@*?!$-]/.test(text[at] ?? '')) at++;
      for (;;) {
        if (placeholder(inside ?? '${…}') !== undefined) continue;
        if (!IN_VARIABLE.test(text[at] ?? '}')) break;
        at++;
      }
      if (text[at] === '}') at++;
      else lose('${…} with quotes or substitutions in it');
    } else {
      if (text[at + 1] === "'") lose("$'…'");
      at += /[\w$?!#*@-]/.test(text[at + 1] ?? '') ? 2 : 1;
    }
  };

  const doubleQuotes = (): string => {
    let value = '';
    at++;
    while (at < text.length && text[at] !== '"') {
      const from = at;
      const whole = placeholder('double quotes');
      if (whole !== undefined) value += whole;
      else if (text[at] === '\\') value += backslash(true);
      else if (text[at] === '$' || text[at] === '`') {
        expansion(text[at] === '$' && text[at + 1] === '(' ? undefined : 'double quotes');
        value += text.slice(from, at);
      } else {
        if (text[at] === '\n' && pending.length > 0) lose('a here-document whose line goes on');
        value += text[at++];
      }
    }
    if (at >= text.length) lose('a double quote that nothing closes');
    at++;
    return value;
  };

  /** Takes the here-documents that the line before announced. */
  const hereDocuments = () => {
    for (const { end, tabs, quoted } of pending) {
      const start = at;
      let isEnd = false;
      while (at < text.length && !isEnd) {
        const found = text.indexOf('\n', at);
        const line = text.slice(at, found < 0 ? text.length : found);
        isEnd = (tabs ? line.replace(/^\t+/, '') : line) === end;
        skipTo(found < 0 ? text.length : found, 'a here-document');
        if (found >= 0) at++;
      }
      const value = text.slice(start, at);
      tokens.push({ kind: 'here-document', start, end: at, value });
      // Shells disagree whether a line inside a substitution may end the document.
      if (!quoted && /[`\\]|\$[({]/.test(value)) lose('a here-document with substitutions in it');
      if (!isEnd) lose('a here-document that nothing ends');
    }
    pending = [];
  };

  /** Takes commands, to the end of the text or the bracket that closes them. */
  function list(isInner: boolean): void {
    let command: string[] = [];
    let word: string | undefined;
    let start = at;
    let announced = 0;
    const endWord = () => {
      if (word === undefined) return;
      // In brackets, the patterns of `case` have brackets that close nothing.
      if (isInner && word === 'case') lose('case inside brackets');
      if (word === '=~') lose('=~');
      tokens.push({ kind: 'word', start, end: at, value: word });
      command.push(word);
      word = undefined;
    };
    const endCommand = () => {
      endWord();
      if (command.length > 0) commands.push(command);
      command = [];
    };
    const add = (value: string, from: number) => {
      if (word === undefined) start = from;
      word = `${word ?? ''}${value}`;
    };
    while (at < text.length) {
      const from = at;
      const char = text[at]!;
      const whole = placeholder(undefined);
      if (whole !== undefined) add(whole, from);
      else if (char === '\\') add(backslash(false), from);
      else if (char === "'") {
        const end = text.indexOf("'", at + 1);
        if (end < 0) {
          lose('a quote that nothing closes');
          endWord();
          at++;
        } else {
          if (pending.length > 0 && text.slice(at, end).includes('\n'))
            lose('a here-document whose line goes on');
          at++;
          skipTo(end, 'single quotes');
          at++;
          add(text.slice(from + 1, end), from);
        }
      } else if (char === '"' && text.indexOf('"', at + 1) < 0) {
        lose('a double quote that nothing closes');
        endWord();
        at++;
      } else if (char === '"') add(doubleQuotes(), from);
      else if (char === '`' || char === '$') {
        expansion(undefined);
        add(text.slice(from, at), from);
      } else if (char === '#' && word === undefined) {
        const end = text.indexOf('\n', at);
        skipTo(end < 0 ? text.length : end, 'a comment');
        tokens.push({ kind: 'comment', start: from, end: at, value: text.slice(from, at) });
      } else if (text.startsWith('<<<', at)) {
        endWord();
        at += 3;
      } else if (text.startsWith('<<', at)) {
        endWord();
        DELIMITER.lastIndex = at + 2;
        const match = DELIMITER.exec(text);
        if (match === null) {
          at += 2;
          while (/[ \t-]/.test(text[at] ?? '')) at++;
          placeholder('a here-document');
          lose('a here-document with an odd end');
        } else {
          const quotedEnd = match[1] ?? match[2] ?? match[3];
          pending.push({
            end: quotedEnd ?? match[4]!,
            tabs: match[0].startsWith('-'),
            quoted: quotedEnd !== undefined,
          });
          announced++;
          at = DELIMITER.lastIndex;
        }
      } else if (char === '\n') {
        endCommand();
        tokens.push({ kind: 'separator', start: at, end: at + 1, value: char });
        at++;
        if (pending.length > announced) lose('a here-document whose line goes on');
        announced = 0;
        hereDocuments();
      } else if (/[;&|()]/.test(char)) {
        if (char === '(' && /[?*+@!]$/.test(word ?? '')) lose('a pattern with brackets');
        // Where there are no arrays that is an error, behind which bash goes on with the next line.
        if (char === '(' && word?.endsWith('=')) lose('an array');
        if (text.startsWith('((', at)) lose('((');
        endCommand();
        tokens.push({ kind: 'separator', start: at, end: at + 1, value: char });
        at++;
        if (char === '(') list(true);
        else if (char === ')' && isInner) {
          if (announced > 0) lose('a here-document whose line goes on');
          return;
        }
      } else if (/[<> \t]/.test(char)) {
        endWord();
        at++;
      } else {
        add(char, from);
        at++;
      }
    }
    endCommand();
  }

  list(false);
  return { tokens, commands, placeholders };
}

/** The placeholders of a text for a POSIX shell, and where they stand in it. */
export function shellPlaceholders(text: string): readonly ShellPlaceholder[] {
  return readShell(text).placeholders;
}

/** The words of a text as a POSIX shell reads them, without their quotes, those of comments and here-documents too. */
export function shellWords(text: string): string[] {
  return readShell(text).tokens.flatMap(({ kind, value }) =>
    kind === 'word'
      ? [value]
      : kind === 'comment'
        ? shellWords(value.slice(1))
        : kind === 'here-document'
          ? shellWords(value)
          : [],
  );
}

/** The words of each simple command of a text, without comments and here-documents. */
export function shellCommands(text: string): readonly (readonly string[])[] {
  return readShell(text).commands;
}
