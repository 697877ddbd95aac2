import { fileURLToPath } from 'node:url';
import { inspect, types } from 'node:util';

/** Longest text of an error, in characters. */
const LONGEST = 20_000;

/** Frames that tell the user nothing: Node's own, the module loader's and this package's. */
const OWN_FRAME = new RegExp(
  `^\\s+at .*(node:|[/\\\\]jiti[/\\\\](dist|lib)[/\\\\]|${[ownFolder('..'), ownFolder('../../../src')].join('|')})`,
);

function ownFolder(path: string): string {
  return literally(fileURLToPath(new URL(`${path}/`, import.meta.url)));
}

/** Whatever was thrown, as text: an error with its stack and causes, anything else as a literal. */
export function describeThrown(thrown: unknown): string {
  const text = types.isNativeError(thrown) ? describeError(thrown) : `threw ${literal(thrown)}`;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function describeError(error: Error): string {
  return literal(error)
    .split('\n')
    .filter((line) => !OWN_FRAME.test(line))
    .join('\n');
}

function literal(value: unknown): string {
  try {
    return inspect(value, { depth: 4 });
  } catch {
    return 'a value that cannot be shown';
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
