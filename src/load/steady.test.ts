import { expect, test } from 'vitest';
import { isSteady } from './steady.js';

const CATALOG = `import { defineCatalog, dimension, type Catalog } from 'nx-experiments';
import preparation, { data } from '../prepare/config';
import type { Stats } from 'node:fs';
`;

test.each([
  [
    'a plain catalog',
    `${CATALOG}export default defineCatalog({ dimensions: { data } }) as Catalog;`,
  ],
  [
    'levels that are worked out',
    `const names = (letter: string, n: number) => Array.from({ length: n }, (_, i) => letter + i);
     export const d = Object.fromEntries(names('d', 3).map((n) => [n, { size: Math.round(2.5) }]));`,
  ],
  ['a condition', 'export const where = ({ levels: { a, b: [c = 1], ...rest } }: X) => a !== c;'],
  [
    'a class, a loop and a label',
    'class A { #x = 1; m() { next: for (const i of [1]) break next; } }',
  ],
  ['what passes on', "export * from './other'; export { a as b } from '../a';"],
  ['its own name for something', 'const process1 = 1; export { process1 as process };'],
  ['JSON', '{ "a": 1 }', 'levels.json'],
])('%s says the same each time', (_, text, file = 'config.ts') => {
  expect(isSteady(file, text)).toBe(true);
});

test.each([
  ['the time', 'export const a = Date.now();'],
  ['a new date', 'export const a = new Date();'],
  ['chance', 'export const a = Math.random();'],
  ['chance by its key', "export const a = Math['random']();"],
  ['chance by a name', 'const { random } = Math; export const a = random();'],
  ['a key that is worked out', "export const a = Math['ran' + 'dom']();"],
  ['the environment', 'export const a = process.env.A;'],
  ['all that is global', "export const a = globalThis['Da' + 'te'];"],
  ['this', 'export const a = (function () { return this; })();'],
  ['a constructor', "export const a = (() => 1).constructor('return Date.now()')();"],
  ['a constructor by its key', "export const a = (() => 1)['constructor'];"],
  ['a constructor out of a pattern', 'const { constructor: F } = () => 1; export const a = F;'],
  ['a package', "import x from 'lodash'; export const a = x;"],
  ['what Node has', "import { readdirSync } from 'node:fs'; export const a = readdirSync;"],
  ['what is passed on from there', "export * from 'node:fs';"],
  ['a glob', "import { glob } from 'nx-experiments'; export const a = glob('*');"],
  ['a glob by another name', "import { glob as dimension } from 'nx-experiments'; dimension('*');"],
  ['all of this package', "import * as all from 'nx-experiments'; export const a = all.glob('*');"],
  ['an import by a name', "export const a = import('./x' + 1);"],
  ['a require', "const a = require('./x');"],
  ['its own place', 'export const a = import.meta.url;'],
  ['its wrapper', 'export const a = arguments[1];'],
  ['something awaited', 'export const a = await 1;'],
  ['a name that is declared elsewhere', 'const f = (process) => 1; export const a = process.pid;'],
  ['a name that is unknown', 'export const a = somewhere.value;'],
  ['an enum', 'export enum A { B }'],
  ['a syntax error', 'export const = ;'],
  ['another language', 'a: 1', 'levels.yaml'],
])('%s may say something else', (_, text, file = 'config.ts') => {
  expect(isSteady(file, text)).toBe(false);
});
