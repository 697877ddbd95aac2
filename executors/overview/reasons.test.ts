import { expect, test } from 'vitest';
import type { Plan } from '../../src/definition/plan.js';
import type { LastRun } from '../run/state/last-run.js';
import type { Fingerprint } from '../run/state/signature.js';
import { reasonsOf } from './reasons.js';

const needed = (id: string) => ({ id, levels: {}, outputs: { table: `bld/prepare/${id}/t.csv` } });

const PLAN = {
  catalog: 'src/config.ts',
  bld: 'bld',
  folder: 'bld/estimate/a',
  experiment: {
    id: 'a',
    task: 'estimate',
    levels: { data: { name: 'a', weight: 1 } },
    args: { draws: 10 },
    inputs: {},
    needs: { prepared: [needed('a'), needed('b')] },
    outputs: { fit: 'bld/estimate/a/fit.json' },
  },
  command: 'fit',
  env: {},
  retries: 0,
  parts: {
    code: { files: [], sources: [], packages: [], manifests: [] },
    data: [],
    runtime: ['python3 --version'],
  },
} satisfies Plan;

const PRINT: Fingerprint = {
  digest: 'd',
  everywhere: [['nx.json', '1']],
  code: [['src/fit.py', '1']],
  inputs: [['data/a.csv', '1']],
  needs: [['bld/prepare/a/t.csv', '1']],
  packages: [['numpy', '1']],
  locked: 'l',
  runtime: ['Python 3.11'],
};

function reasons(now: Partial<Fingerprint>, plan: Plan = PLAN): string[] {
  const last = { fingerprint: PRINT, definition: PLAN } as unknown as LastRun;
  return reasonsOf(last, { ...PRINT, ...now }, plan);
}

const seen = (experiment: Partial<Plan['experiment']>): Plan => ({
  ...PLAN,
  experiment: { ...PLAN.experiment, ...experiment },
});

test('what is as it was is no reason', () => {
  expect(reasons({})).toEqual([]);
});

test.each<[Partial<Fingerprint>, string[]]>([
  [{ everywhere: [['nx.json', '2']] }, ['nx.json changed']],
  [{ code: [['src/fit.py', '2']] }, ['src/fit.py changed']],
  [{ code: [['src/new.py', '1']] }, ['src/new.py is new', 'src/fit.py is read no more']],
  [{ inputs: [['data/a.csv', '2']] }, ['data/a.csv changed']],
  [{ needs: [['bld/prepare/a/t.csv', '2']] }, ['prepared (a).table came out differently']],
  [{ packages: [['numpy', '2']] }, ['the package numpy changed']],
  [{ locked: 'm' }, ['a package that its packages depend on changed']],
  [{ runtime: ['Python 3.12'] }, ['python3 --version prints another text']],
  [{ digest: 'e' }, ['its definition changed']],
])('%j is told', (now, told) => {
  expect(reasons(now)).toEqual(told);
});

test('what is another in a definition is named', () => {
  const now = { digest: 'e' };
  expect(reasons(now, seen({ levels: { data: { name: 'a', weight: 2 } } }))).toEqual([
    'weight of data=a changed',
  ]);
  expect(reasons(now, seen({ args: { draws: 11 } }))).toEqual(['args.draws changed']);
  expect(reasons(now, seen({ needs: { prepared: [needed('a'), needed('c')] } }))).toEqual([
    'prepared has also c',
    'prepared has no more b',
  ]);
  expect(reasons(now, { ...PLAN, command: 'fit --fast' })).toEqual(['its command changed']);
});
