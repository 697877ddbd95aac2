import { expect, test } from 'vitest';
import type { ExperimentData, StudyData } from './data.js';
import { selected } from './selection.js';

const one = (task: string, levels: ExperimentData['levels']) =>
  ({ project: `${task}/${Object.values(levels).join('-')}`, task, levels }) as ExperimentData;

const levels = (...names: readonly string[]) => names.map((name) => ({ name, fields: {} }));

const STUDY = {
  tasks: [{ name: 'prepare' }, { name: 'estimate' }],
  dimensions: [
    { name: 'data', levels: levels('a', 'b') },
    { name: 'model', levels: levels('ols', 'logit') },
  ],
  experiments: [
    one('prepare', { data: 'a' }),
    one('prepare', { data: 'b' }),
    one('estimate', { data: 'a', model: 'ols' }),
    one('estimate', { data: 'a', model: 'logit' }),
    one('estimate', { data: 'b', model: 'logit' }),
  ],
} as unknown as StudyData;

const names = (tasks: readonly string[], where: readonly string[]) =>
  selected(STUDY, { tasks, where }).map(({ project }) => project);

test('a task, levels, and any of several levels of one dimension', () => {
  expect(names(['prepare'], [])).toEqual(['prepare/a', 'prepare/b']);
  expect(names([], ['model=logit', 'data=a'])).toEqual(['estimate/a-logit']);
  expect(names([], ['model=logit', 'model=ols'])).toHaveLength(3);
});

test.each([
  [
    ['estimat'],
    [],
    '--task=estimat: no task (did you mean "estimate"?); there are prepare, estimate',
  ],
  [[], ['model'], '--where=model: give a dimension and a level'],
  [[], ['modl=ols'], '--where=modl=ols: no dimension (did you mean "model"?)'],
  [
    [],
    ['model=olx'],
    '--where=model=olx: no level of model (did you mean "ols"?); there are ols, logit',
  ],
])('what the study has not is named: %j %j', (tasks, where, wrong) => {
  expect(() => names(tasks, where)).toThrow(wrong);
});
