import { expect, test } from 'vitest';
import { createSchedule } from './schedule.js';

function drain(schedule: ReturnType<typeof createSchedule>): string[] {
  const tasks: string[] = [];
  for (let task = schedule.next(); task !== undefined; task = schedule.next()) tasks.push(task);
  return tasks;
}

test('tasks without needs start in the order of the graph', () => {
  const schedule = createSchedule(
    new Map([
      ['b', []],
      ['a', []],
    ]),
  );
  expect(drain(schedule)).toEqual(['b', 'a']);
});

test('a consumer starts when the last of its producers has succeeded', () => {
  const schedule = createSchedule(
    new Map([
      ['c', ['a', 'b']],
      ['a', []],
      ['b', []],
    ]),
  );
  expect(drain(schedule)).toEqual(['a', 'b']);
  schedule.finish('a', true);
  expect(drain(schedule)).toEqual([]);
  schedule.finish('b', true);
  expect(drain(schedule)).toEqual(['c']);
  schedule.finish('c', true);
  expect(schedule.left).toBe(0);
});

test('everything downstream of a failure is skipped, once', () => {
  const schedule = createSchedule(
    new Map([
      ['a', []],
      ['b', []],
      ['c', ['a', 'b']],
      ['d', ['c']],
    ]),
  );
  drain(schedule);
  expect(schedule.finish('a', false)).toEqual(['c', 'd']);
  expect(schedule.finish('b', false)).toEqual([]);
  expect(schedule.left).toBe(0);
  expect(drain(schedule)).toEqual([]);
});

test('needs outside the graph, and named twice, hold nothing up', () => {
  const schedule = createSchedule(
    new Map([
      ['a', ['elsewhere']],
      ['b', ['a', 'a']],
    ]),
  );
  expect(drain(schedule)).toEqual(['a']);
  schedule.finish('a', true);
  expect(drain(schedule)).toEqual(['b']);
});
