import type { Cell } from '../page-data.js';

/**
 * What a filter's text means. Alternatives stand between `|`; each is `=exactly this`, `!not this`,
 * a comparison (`>0.5`, `<=3`), a range (`1..5`), or a text that the value contains, in any case.
 */
export function matcherOf(filter: string): (value: Cell) => boolean {
  const tests = filter.split('|').map((alternative) => testOf(alternative.trim()));
  return (value) => tests.some((test) => test(value));
}

function testOf(filter: string): (value: Cell) => boolean {
  const compared = /^(>=|<=|>|<)\s*(\S+)$/.exec(filter);
  const bound = Number(compared?.[2]);
  if (compared && !Number.isNaN(bound)) {
    const compare = COMPARISONS[compared[1]!]!;
    return (value) => typeof value === 'number' && compare(value, bound);
  }
  const range = /^(-?[\d.e+-]*\d)\s*\.\.\s*(-?[\d.e+-]+)$/i.exec(filter);
  if (range && !Number.isNaN(Number(range[1])) && !Number.isNaN(Number(range[2]))) {
    const [low, high] = [Number(range[1]), Number(range[2])];
    return (value) => typeof value === 'number' && value >= low && value <= high;
  }
  if (filter.startsWith('=')) return (value) => textOf(value) === filter.slice(1);
  if (filter.startsWith('!')) return (value) => textOf(value) !== filter.slice(1);
  const wanted = filter.toLowerCase();
  return (value) => textOf(value).toLowerCase().includes(wanted);
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '>': (value, bound) => value > bound,
  '<': (value, bound) => value < bound,
  '>=': (value, bound) => value >= bound,
  '<=': (value, bound) => value <= bound,
};

function textOf(value: Cell): string {
  return value === null ? '' : String(value);
}

/** The levels that a filter of exact alternatives names; undefined for any other filter. */
export function exactly(filter: string | undefined): readonly string[] | undefined {
  const alternatives = (filter ?? '').split('|');
  return alternatives.every((alternative) => alternative.startsWith('='))
    ? alternatives.map((alternative) => alternative.slice(1))
    : undefined;
}

/** The filter that keeps these values. */
export function anyOf(values: readonly string[]): string {
  return values.map((value) => `=${value}`).join('|');
}
