import { expect, test } from 'vitest';
import { moduleOptionsOf } from './tsconfig.js';

const options = (files: { readonly [path: string]: string }, file = 'tsconfig.json') =>
  moduleOptionsOf((path) => files[path], file);

const paths = (more: object) => JSON.stringify({ compilerOptions: { paths: more } });

test('places are relative to the root, and comments and trailing commas are fine', () => {
  const text = `{ // one
    "compilerOptions": { "baseUrl": "src", "paths": { "@a/*": ["a/*", "../b/*"], }, "module": "nodenext" } }`;
  expect(options({ 'tsconfig.json': text })).toEqual({
    paths: { '@a/*': ['src/a/*', 'b/*'] },
    module: 'nodenext',
  });
});

test.each([
  ['a path', 'config/shared.json', './config/shared.json', 'config/a.ts'],
  ['a path without its ending', 'config/shared.json', './config/shared', 'config/a.ts'],
  ['a package', 'node_modules/shared/tsconfig.json', 'shared', 'node_modules/shared/a.ts'],
  ['a file of a package', 'node_modules/s/x.json', 's/x.json', 'node_modules/s/a.ts'],
])('what %s names is extended, and its places are relative to it', (_, file, name, place) => {
  const files = {
    'tsconfig.json': JSON.stringify({ extends: name }),
    [file]: paths({ '@a': ['./a.ts'] }),
  };
  expect(options(files)).toEqual({ paths: { '@a': [place] } });
});

test('of several the last one wins, and a file over what it extends', () => {
  const files = {
    'tsconfig.json': JSON.stringify({ extends: ['./one.json', './two.json'] }),
    'one.json': paths({ '@a': ['./1.ts'] }),
    'two.json': paths({ '@a': ['./2.ts'] }),
    'own.json': JSON.stringify({ extends: './one.json', compilerOptions: { paths: {} } }),
  };
  expect(options(files).paths).toEqual({ '@a': ['2.ts'] });
  expect(options(files, 'own.json').paths).toEqual({});
});

test('what is missing, is no JSON, or extends itself says nothing', () => {
  expect(options({})).toEqual({ paths: {} });
  expect(options({ 'tsconfig.json': '{' })).toEqual({ paths: {} });
  expect(options({ 'tsconfig.json': '{ "extends": "./tsconfig.json" }' })).toEqual({ paths: {} });
});
