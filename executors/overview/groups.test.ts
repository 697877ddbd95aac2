import { expect, test } from 'vitest';
import { type Grouped, groupsOf } from './groups.js';

const one = (data: string, model: string, reasons: readonly string[]): Grouped => ({
  task: 'estimate',
  levels: { data, model },
  state: reasons.length === 0 ? 'current' : 'changed',
  reasons,
});

test('experiments that one reason concerns are named by the levels that they share', () => {
  const groups = groupsOf([
    one('a', 'ols', []),
    one('b', 'ols', []),
    one('a', 'logit', ['logit.ts changed']),
    one('b', 'logit', ['logit.ts changed', 'b.csv changed']),
  ]);
  expect(groups).toEqual([
    {
      task: 'estimate',
      state: 'changed',
      experiments: 2,
      where: ['model=logit'],
      reason: 'logit.ts changed',
    },
    {
      task: 'estimate',
      state: 'changed',
      experiments: 1,
      where: ['data=b', 'model=logit'],
      reason: 'b.csv changed',
    },
  ]);
});

test('a reason that concerns all of a task names no level', () => {
  const [group] = groupsOf([one('a', 'ols', ['x']), one('a', 'logit', ['x'])]);
  expect(group).toMatchObject({ experiments: 2, where: [] });
});

test('one text is two reasons where states or tasks differ', () => {
  const failed: Grouped = { ...one('a', 'ols', ['x']), state: 'failed' };
  const other: Grouped = { ...one('a', 'ols', ['x']), task: 'figure' };
  expect(groupsOf([one('a', 'ols', ['x']), failed, other])).toHaveLength(3);
});
