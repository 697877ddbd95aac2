import { expect, test } from 'vitest';
import { ancestors, catalogProjects } from './catalog-projects.js';

/** The projects that are made for catalogs in folders, by root; `existing` files are there. */
function made(catalogs: readonly string[], existing: readonly string[] = []) {
  const projects = catalogProjects(catalogs, {
    isFile: (path) => existing.includes(path),
    isPackageProject: (path) => !path.startsWith('no/'),
    workspaceName: 'the-workspace',
  });
  return Object.fromEntries(Object.entries(projects).map(([root, { name }]) => [root, name]));
}

test('a catalog in no project gets one, named after its folder', () => {
  expect(made(['src/study/config.ts'])).toEqual({ 'src/study': 'study' });
  expect(made(['config.ts'])).toEqual({ '.': 'the-workspace' });
});

test('a catalog that a project owns or encloses gets none', () => {
  expect(made(['a/b/config.ts'], ['a/b/project.json'])).toEqual({});
  expect(made(['a/b/config.ts'], ['a/package.json'])).toEqual({});
  expect(made(['a/b/config.ts'], ['package.json'])).toEqual({});
  expect(made(['no/b/config.ts'], ['no/package.json'])).toEqual({ 'no/b': 'b' });
});

test('of catalogs inside each other the outer one makes the project', () => {
  expect(made(['a/b/config.ts', 'a/config.ts', 'a-b/config.ts'])).toEqual({ a: 'a', 'a-b': 'a-b' });
});

test('folders of one name make projects by their paths', () => {
  expect(made(['a/study/config.ts', 'b/study/config.ts'])).toEqual({
    'a/study': 'a/study',
    'b/study': 'b/study',
  });
});

test('the folders above a folder end with the root', () => {
  expect(ancestors('a/b')).toEqual(['a/b', 'a', '.']);
});
