/** Whether a value is an object that could have been written in braces. */
export function isPlainObject(
  value: unknown,
): value is Record<string, unknown> & { [key: symbol]: unknown } {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function showObject(value: object): string {
  if (isPlainObject(value))
    return Object.keys(value).length === 0 ? 'an empty object' : 'an object';
  const { name } = value.constructor ?? {};
  if (name === undefined || name === 'Object') return 'an object with a prototype of its own';
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** A value for a message: short, whatever it is. */
export function showValue(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array';
  if (value !== null && typeof value === 'object') return showObject(value);
  if (typeof value === 'string')
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  return String(value);
}
