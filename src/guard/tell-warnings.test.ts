import { expect, test, vi } from 'vitest';
import { logger } from '../nx/internals.js';
import { tellNow } from './tell-warnings.js';

test('the first warning about a graph begins a line of its own, below what Nx says meanwhile', () => {
  const warn = vi.spyOn(logger, 'warn').mockImplementation(() => {});
  tellNow([]);
  expect(warn).not.toHaveBeenCalled();
  tellNow(['a', 'b']);
  expect(warn.mock.calls).toEqual([['\na'], ['b']]);
});
