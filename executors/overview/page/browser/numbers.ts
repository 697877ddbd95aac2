import type { Cell } from '../page-data.js';

/**
 * How a column's numbers are written: one number of decimals, so that they stand below each other.
 *
 * @param digits how many the largest has
 */
export function formatOf(values: Iterable<Cell>, digits = 4): (value: Cell) => string {
  let largest = 0;
  let isWhole = true;
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    largest = Math.max(largest, Math.abs(value));
    isWhole &&= Number.isInteger(value);
  }
  if (isWhole) return (value) => (typeof value === 'number' ? String(value) : textOf(value));
  const decimals = Math.min(Math.max(digits - 1 - Math.floor(Math.log10(largest || 1)), 0), 12);
  const isTiny = decimals > 7;
  return (value) => {
    if (typeof value !== 'number') return textOf(value);
    return (isTiny ? value.toPrecision(digits) : value.toFixed(decimals)).replace('-', '−');
  };
}

function textOf(value: Cell): string {
  return value === null ? '' : String(value);
}

/** `3.2 s`, `4 min 10 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.95) return `${Math.round(seconds * 100) / 100} s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return joined(Math.floor(seconds / 60), 'min', Math.round(seconds % 60), 's');
  if (seconds < 86_400)
    return joined(Math.floor(seconds / 3600), 'h', Math.round((seconds % 3600) / 60), 'min');
  return joined(Math.floor(seconds / 86_400), 'd', Math.round((seconds % 86_400) / 3600), 'h');
}

function joined(large: number, unit: string, small: number, smaller: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smaller}`;
}

/** `1,234` */
export function count(value: number): string {
  return value.toLocaleString('en');
}

/** `12 experiments`, `1 experiment` */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `12 kB` */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
