import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LockFile, parseLockFile, printLockFile } from './file.js';

const key = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}\/[A-Za-z0-9_-][A-Za-z0-9_%-]{0,8}$/);
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const digest = fc.stringMatching(/^[0-9a-f]{40}$/);
const names = (value: fc.Arbitrary<string>) =>
  fc.dictionary(name, value, { noNullPrototype: true });
const lockFile: fc.Arbitrary<LockFile> = fc.record(
  {
    defaults: names(name),
    renamed: names(name),
    executors: names(fc.constantFrom('run', 'run-2')),
    experiments: fc.dictionary(key, fc.option(digest), { noNullPrototype: true }),
  },
  { requiredKeys: ['experiments'], noNullPrototype: true },
);

test('what is printed reads back as it was, with any line endings', () => {
  fc.assert(
    fc.property(lockFile, (lock) => {
      expect(parseLockFile(printLockFile(lock))).toEqual(lock);
      expect(parseLockFile(printLockFile(lock).replaceAll('\n', '\r\n'))).toEqual(lock);
    }),
  );
});

test('an entry has a line of its own that no other entry changes', () => {
  fc.assert(
    fc.property(lockFile, key, digest, (lock, added, value) => {
      fc.pre(!Object.hasOwn(lock.experiments, added));
      const more = { ...lock, experiments: { ...lock.experiments, [added]: value } };
      const before = printLockFile(lock).split('\n');
      const after = printLockFile(more).split('\n');
      expect(after.filter((line) => !line.includes(`"${added}":`))).toEqual(before);
      expect(after).toHaveLength(before.length + 1);
    }),
  );
});

test('a lock with a merge conflict has the entries of both sides', () => {
  const conflict = `{
  "defaults": {
    "~": ""
  },
  "executors": {
    "t": "run",
    "~": ""
  },
  "experiments": {
    "t/a": "1",
<<<<<<< HEAD
    "t/b": "2",
    "t/x": null,
=======
    "t/c": "3",
>>>>>>> other
    "~": ""
  }
}
`;
  expect(parseLockFile(conflict)).toEqual({
    defaults: {},
    executors: { t: 'run' },
    experiments: { 't/a': '1', 't/b': '2', 't/x': null, 't/c': '3' },
    isBroken: true,
  });
});

test.each([
  '',
  'null',
  '[]',
  '{"experiments": 1}',
  '{"experiments": {"a": 1}, "defaults": []}',
  'x',
])('a file that is no lock, %j, has no entries', (text) => {
  const { isBroken, ...lock } = parseLockFile(text);
  expect(lock).toEqual({ experiments: {} });
  expect(isBroken).toBe(text.startsWith('{') ? undefined : true);
});
