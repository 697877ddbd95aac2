import type { ProjectConfiguration } from '@nx/devkit';
import { expect, test } from 'vitest';
import { ancestors, catalogProjects, refuseEnclosed } from './catalog-projects.js';

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

/** What is wrong with a catalog's project at `apps/web/study`, given the others there are. */
function wrongBeside(others: { readonly [name: string]: ProjectConfiguration }) {
  const files = { isFile: () => false, isPackageProject: () => false, workspaceName: 'w' };
  const { 'apps/web/study': study } = catalogProjects(['apps/web/study/config.ts'], files);
  try {
    refuseEnclosed({ study: study!, ...others });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('a catalog inside a project that another plugin makes is refused', () => {
  const targets = { test: {} };
  expect(wrongBeside({ web: { root: 'apps/web', targets } })).toBe(
    `apps/web/study: the project of its catalog would take the folder's files out of the hashes of the project web, in which it lies and which another plugin makes; write apps/web/project.json with { "name": "web" }, so that the catalog belongs to that one, or move the catalog (NXE034)`,
  );
  expect(wrongBeside({ '@me/all': { root: '.' } })).toContain(
    'write project.json with { "name": "@me/all" }',
  );
  const elsewhere = { other: { root: 'apps/we', targets }, inner: { root: 'apps/web/study/in' } };
  expect(wrongBeside(elsewhere)).toBeUndefined();
});

test('a project that another plugin makes at the same place has the files anyway', () => {
  const { 'a/b': made } = catalogProjects(['a/b/config.ts'], {
    isFile: () => false,
    isPackageProject: () => false,
    workspaceName: 'w',
  });
  const both = { ...made!, targets: { test: {} } };
  expect(() => refuseEnclosed({ b: both, a: { root: 'a', targets: {} } })).not.toThrow();
});
