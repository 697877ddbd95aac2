/** Any JSON value. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * The canonical JSON text of a value: object keys sorted, `undefined` left out.
 * Equal values give equal texts, whatever the order in which their keys were written.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const object = value as { readonly [key: string]: unknown };
  let text = '';
  for (const key of Object.keys(object).sort())
    if (object[key] !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(object[key])}`;
  return `{${text}}`;
}
