/**
 * What of an object is compared, of its own properties.
 *
 * - `all`: values, and which properties there are
 * - `enumerable`: values, and which enumerable properties there are (assignments make such), which
 *   takes a fraction of the time
 * - `functions`: values that are functions
 * - `lazy`: all, and getters, but for those of Node's that put what they load in their own place
 */
export type Kind = 'all' | 'enumerable' | 'functions' | 'lazy';

/** What an object's own properties were. */
export interface Snapshot {
  readonly object: object;
  readonly kind: Kind;
  readonly keys: PropertyKey[];
  readonly values: unknown[];
  readonly getters: Map<PropertyKey, () => unknown>;
  readonly count: number;
}

/** What V8 works out for a function when asked: that takes long, and nobody assigns to it. */
const OF_FUNCTIONS: ReadonlySet<PropertyKey> = new Set(['length', 'name', 'arguments', 'caller']);

/** Calls no getter. */
export function takeSnapshot(object: object, kind: Kind): Snapshot {
  const keys: PropertyKey[] = [];
  const values: unknown[] = [];
  const getters = new Map<PropertyKey, () => unknown>();
  for (const key of Reflect.ownKeys(object)) {
    if (typeof object === 'function' && OF_FUNCTIONS.has(key)) continue;
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (property === undefined) continue;
    const { get, value } = property;
    if (get !== undefined) getters.set(key, get);
    else if (!property.writable && !property.configurable) continue;
    else if (kind === 'functions' && typeof value !== 'function') continue;
    else {
      keys.push(key);
      values.push(value);
    }
  }
  return { object, kind, keys, values, getters, count: countOf(object, kind) };
}

/** Whether a property was added, removed or replaced since. */
export function isChanged(snapshot: Snapshot): boolean {
  const { object, kind, keys, values, count } = snapshot;
  try {
    if (countOf(object, kind) !== count) return true;
    for (let i = 0; i < keys.length; i++)
      if (!Object.is((object as Record<PropertyKey, unknown>)[keys[i]!], values[i])) return true;
    return kind === 'lazy' && hasOtherGetters(snapshot);
  } catch {
    return true;
  }
}

function countOf(object: object, kind: Kind): number {
  // The length of a list is among its values.
  if (kind === 'functions' || (kind === 'enumerable' && Array.isArray(object))) return 0;
  return (kind === 'enumerable' ? Object.keys(object) : Reflect.ownKeys(object)).length;
}

function hasOtherGetters({ object, keys, values, getters }: Snapshot): boolean {
  for (const [key, getter] of getters) {
    const property = Object.getOwnPropertyDescriptor(object, key);
    if (property?.get === getter) continue;
    // Where Node's getter put the value there, it gives that again.
    if (property?.get !== undefined || property?.value !== getter.call(object)) return true;
    getters.delete(key);
    keys.push(key);
    values.push(property?.value);
  }
  return false;
}
