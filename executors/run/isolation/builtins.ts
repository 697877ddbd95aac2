import childProcess from 'node:child_process';
import crypto from 'node:crypto';
import events from 'node:events';
import fs from 'node:fs';
import module from 'node:module';
import os from 'node:os';
import path from 'node:path';
import timers from 'node:timers';
import url from 'node:url';
import util from 'node:util';
import { loadersOf } from './insides.js';

/** Modules of Node's that studies are known to change. */
const NODE: readonly object[] = [
  childProcess,
  crypto,
  events,
  events.prototype,
  fs,
  fs.promises,
  module,
  loadersOf(module),
  os,
  path,
  timers,
  url,
  util,
];

/** Prototypes that no global names. */
const UNNAMED: readonly object[] = [
  Object.getPrototypeOf(Int8Array),
  ...[[].values(), new Map().values(), new Set().values(), ''.matchAll(/./g), ''[Symbol.iterator]()]
    .map((iterator) => Object.getPrototypeOf(iterator) as object)
    .flatMap((prototype) => [prototype, Object.getPrototypeOf(prototype)]),
  ...[function* () {}, async () => {}, async function* () {}].map((f) => Object.getPrototypeOf(f)),
];

/** The language's own, to which polyfills add what is missing. */
export const LANGUAGE: ReadonlySet<object> = new Set(
  [
    [Object, Function, Array, Number, Boolean, String, Symbol, BigInt, Date, RegExp, Error],
    [Promise, Map, Set, WeakMap, WeakSet, WeakRef, ArrayBuffer, DataView, Math, JSON, Reflect],
    [Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array],
    [Uint8Array, Uint8ClampedArray, BigInt64Array, BigUint64Array],
    UNNAMED,
  ]
    .flat()
    .flatMap(withPrototype),
);

/** All that every program in a process shares, but for `globalThis` and `process`. */
export const BUILTINS: ReadonlySet<object> = new Set([
  ...LANGUAGE,
  ...[...valuesOf(globalThis), ...valuesOf(Intl), ...NODE]
    .filter((value) => value !== globalThis && value !== process)
    .flatMap(withPrototype),
]);

function withPrototype(value: object): object[] {
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, 'prototype')?.value;
  return isObject(prototype) ? [value, prototype] : [value];
}

/** The objects among its own properties; calls no getter. */
export function valuesOf(object: object): object[] {
  return Reflect.ownKeys(object)
    .map((key) => Object.getOwnPropertyDescriptor(object, key)?.value as unknown)
    .filter(isObject);
}

export function isObject(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}
