import { stripVTControlCharacters } from 'node:util';
import { SIGNS, type State } from '../data.js';

/** How much fits into the terminal, and whether it shows colours. */
export interface Terminal {
  readonly columns: number;
  readonly hasColour: boolean;
  /** The workspace root, absolute: paths below it are shown relative to it, as one looks at them from there. */
  readonly root?: string;
}

type Ink = 'red' | 'yellow' | 'green' | 'cyan' | 'magenta' | 'grey' | 'bold';

const CODES: { readonly [ink in Ink]: readonly [start: number, end: number] } = {
  red: [31, 39],
  yellow: [33, 39],
  green: [32, 39],
  cyan: [36, 39],
  magenta: [35, 39],
  grey: [90, 39],
  bold: [1, 22],
};

/** How each state looks: without colour, too, no two are alike. */
export const LOOKS: {
  readonly [state in State]: { readonly sign: string; readonly ink: Ink };
} = {
  failed: { sign: SIGNS.failed, ink: 'red' },
  blocked: { sign: SIGNS.blocked, ink: 'magenta' },
  changed: { sign: SIGNS.changed, ink: 'yellow' },
  new: { sign: SIGNS.new, ink: 'cyan' },
  waiting: { sign: SIGNS.waiting, ink: 'grey' },
  current: { sign: SIGNS.current, ink: 'green' },
};

/** Colours a text, where the terminal does. */
export type Paint = (ink: Ink, text: string) => string;

export function painter({ hasColour }: Terminal): Paint {
  return (ink, text) => {
    const [start, end] = CODES[ink];
    return hasColour && text !== '' ? `\u001b[${start}m${text}\u001b[${end}m` : text;
  };
}

/** A text of one line that is at most so wide; what a study prints may hold anything. */
export function clipped(text: string, width: number): string {
  const characters = [...plain(text)];
  return characters.length <= width
    ? characters.join('')
    : `${characters.slice(0, Math.max(1, width - 1)).join('')}…`;
}

/** How many lines a long text of one line takes. */
const ROWS = 4;

/** A text of one line in lines that are at most so wide, broken between words where there are some. */
export function wrapped(text: string, width: number): readonly string[] {
  const rows: string[] = [];
  let rest = plain(text);
  while (rows.length < ROWS - 1 && [...rest].length > width) {
    const row = [...rest].slice(0, width + 1).join('');
    const [words] = /^.*\S(?=\s)/su.exec(row) ?? [[...row].slice(0, width).join('')];
    rows.push(words);
    rest = rest.slice(words.length).trimStart();
  }
  return [...rows, clipped(rest, width)];
}

/** Without the control characters by which an output could write anywhere on the screen. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\t', '    ')
    .replace(/\p{Cc}/gu, (character) => (character === '\n' ? character : ''));
}
