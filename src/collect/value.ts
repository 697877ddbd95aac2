/** JSON with whole numbers as large as they are written. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | { readonly [key: string]: Value };

/** What one cell of a table holds; null where there is nothing. */
export type Cell = Exclude<Value, { readonly [key: string]: Value }> | readonly Value[];

/** A text or a number in JSON. Between them stand only signs, white space and words. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Below this many digits a whole number is exact as it is. */
const EXACT = 15;

/**
 * Reads JSON without rounding whole numbers: those that a JavaScript number cannot hold become bigints.
 *
 * @throws {SyntaxError} where it is no JSON
 */
export function parseExact(text: string): Value {
  const big: bigint[] = [];
  const long = /\d{16}/.test(text);
  if (!long) return JSON.parse(text);
  // No text of the file begins so: it would have to hold the mark itself, which is tried out.
  let mark = 'whole:';
  while (text.includes(mark)) mark = `_${mark}`;
  const marked = text.replace(TOKEN, (token) => {
    if (!/^-?\d+$/.test(token) || token.length <= EXACT || Number.isSafeInteger(Number(token)))
      return token;
    big.push(BigInt(token));
    return `"${mark}${big.length - 1}"`;
  });
  return JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value.startsWith(mark)
      ? big[Number(value.slice(mark.length))]
      : value,
  );
}

/** A value as JSON on one line, numbers in the shortest form that gives the same number again. */
export function showExact(value: Value): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(showExact).join(',')}]`;
  const entries = Object.entries(value as { readonly [key: string]: Value });
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${showExact(one)}`).join(',')}}`;
}

/** A cell as a text without quotes; an array as JSON, and nothing as an empty text. */
export function showCell(cell: Cell): string {
  return cell === null ? '' : typeof cell === 'string' ? cell : showExact(cell);
}
