import { inspect } from 'node:util';

/**
 * Has it told when properties of an object are read. To whoever uses it, the object is as before: it can be
 * copied, compared, printed and written to. Each property is told once, and is then an ordinary one.
 *
 * @param object a plain object of the caller's own
 * @param keys which of its properties
 */
export function watchReads<T extends object>(
  object: T,
  keys: readonly (keyof T)[],
  onRead: (key: keyof T) => void,
): void {
  const settle = (key: keyof T, value: unknown) =>
    Reflect.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  for (const key of keys) {
    const value = object[key];
    Object.defineProperty(object, key, {
      enumerable: true,
      configurable: true,
      get() {
        onRead(key);
        settle(key, value);
        return value;
      },
      set(other: unknown) {
        if (!settle(key, other))
          throw new TypeError(`Cannot assign to read only property '${String(key)}' of object`);
      },
    });
  }
  // Node prints accessors as such, without their values.
  Object.defineProperty(object, inspect.custom, {
    enumerable: false,
    configurable: true,
    value(this: unknown) {
      Reflect.deleteProperty(object, inspect.custom);
      for (const key of keys) void object[key];
      // One that was frozen keeps its accessors.
      return Object.isFrozen(object) ? { ...object } : this;
    },
  });
}
