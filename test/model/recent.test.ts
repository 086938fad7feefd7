import { expect, it } from 'vitest';
import { isRecent } from '../../lib/model/recent.ts';

it.each([
  ['the moment itself', 1_000, true],
  ['the last millisecond', 901, true],
  ['so long ago', 900, false],
  ['a moment that is still to come', 1_001, false],
  ['never', Number.NEGATIVE_INFINITY, false],
  ['no time at all', Number.NaN, false],
])('%s: %s', (_, at, recent) => {
  expect(isRecent(at, 100, 1_000)).toBe(recent);
});
