import { posix, win32 } from 'node:path';
import { expect, test } from 'vitest';
import { isLocal, isOutside, normalizeInside, workspacePath } from './paths.js';

test('paths in the workspace have forward slashes, whatever the system writes', () => {
  expect(workspacePath('/w', '/w/src/a b.ts', posix)).toBe('src/a b.ts');
  expect(workspacePath('C:\\w', 'C:\\w\\src\\a b.ts', win32)).toBe('src/a b.ts');
  expect(workspacePath('C:\\w', 'c:\\W\\src\\a.ts', win32)).toBe('src/a.ts');
  expect(workspacePath('/w', '/w/a\\b.ts', posix)).toBe('a\\b.ts');
});

test.each([
  ['/w', '/elsewhere/a.ts', posix],
  ['C:\\w', 'C:\\elsewhere\\a.ts', win32],
  ['C:\\w', 'D:\\w\\a.ts', win32],
  ['C:\\w', '\\\\server\\share\\a.ts', win32],
] as const)('from %s, %s is outside', (root, file, system) => {
  const path = workspacePath(root, file, system);
  expect(isOutside(path)).toBe(true);
  expect(isLocal(path)).toBe(false);
});

test.each(['C:/data/a.csv', 'c:a.csv', 'a\\b.csv', '\\\\server\\share', '../a.csv', '/a', ''])(
  'the path %j is none in the workspace, on any system',
  (path) => expect(normalizeInside(path)).toBeUndefined(),
);
