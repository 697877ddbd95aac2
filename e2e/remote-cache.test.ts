import { expect, test } from 'vitest';
import { cacheServer } from './cache-server.js';
import { foreseen } from './foreseen.js';
import { ALL, ODD, STUDY, TASKS } from './study.js';
import { type Workspace, workspace } from './workspace.js';

/** Data that git does not know: a clone gets them from elsewhere. */
const RAW = Object.fromEntries(Object.entries(STUDY).filter(([path]) => path.startsWith('raw/')));

const RUN = ['run-many', '-t', ...TASKS];

test('what one clone ran, another one in another folder gets from the remote cache', async () => {
  const server = await cacheServer();
  const first = workspace(STUDY, { isolated: false, env: server.env });
  await first.sync();
  first.commit('Lock');
  await first.nx(...RUN);
  expect(first.ran()).toEqual(ALL.toSorted());
  expect(server.records.size).toBe(ALL.length);

  const second = clone(first);
  await foreseen(second, () => second.nx(...RUN));
  expect(second.ran()).toEqual([]);
  expect(results(second)).toEqual(results(first));
  expect(Object.keys(results(second))).toHaveLength(ALL.length);

  // A producer that runs to the same bytes: what needs it still comes from there.
  const third = clone(first);
  third.write({ [ODD]: `# another comment\n${third.read(ODD)}` });
  await foreseen(third, () => third.nx(...RUN));
  expect(third.ran()).toEqual(['prepare/b']);
  expect(results(third)).toEqual(results(first));

  // Whatever is not there is computed, and nothing else.
  const [lost] = server.records.keys();
  server.records.delete(lost!);
  server.readOnly = true;
  const fourth = clone(first);
  await foreseen(fourth, () => fourth.nx(...RUN, '--batch=false'));
  expect(fourth.ran()).toHaveLength(1);
  expect(results(fourth)).toEqual(results(first));
  expect(server.records.has(lost!)).toBe(false);
});

function clone(of: Workspace): Workspace {
  const made = of.clone();
  made.write(RAW as Record<string, string>);
  return made;
}

function results(study: Workspace): { readonly [path: string]: string } {
  const files = study.files('bld');
  return Object.fromEntries(files.map((path) => [path, study.read(path)]));
}
