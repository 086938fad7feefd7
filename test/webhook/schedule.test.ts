import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxAttempts, nextDelayMs, pauseMs, retryAfterMs } from '../../lib/webhook/schedule.ts';

const least = { random: () => Uint8Array.of(0, 0) };
const most = { random: () => Uint8Array.of(255, 255) };

test('the retry table: ten attempts over 75 hours and 35 minutes', () => {
  const delays = Array.from({ length: maxAttempts }, (_, index) => nextDelayMs(least, index + 1));
  expect(delays.map((delay) => delay && delay / 1000)).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, undefined]);
  expect(delays.reduce<number>((sum, delay) => sum + (delay ?? 0), 0)).toBe(((75 * 60 + 35) * 60 + 5) * 1000);
});

test('jitter only adds, and a fifth at most', () => {
  const bytes = fc.uint8Array({ minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(bytes, fc.integer({ min: 1, max: 9 }), (random, failed) => {
      const delay = nextDelayMs({ random: () => random }, failed) ?? 0;
      const table = nextDelayMs(least, failed) ?? 0;
      expect(delay).toBeGreaterThanOrEqual(table);
      expect(delay).toBeLessThanOrEqual(table * 1.2);
    }),
  );
});

test.each([
  ['sooner than the table says', 1_000, 5_000],
  ['later', 60_000, 60_000],
  ['never', 10 * 86_400_000, 86_400_000],
])('a receiver that asks for %s', (_, asked, delay) => {
  expect(nextDelayMs(least, 1, asked)).toBe(delay);
});

test('an endpoint rests after five failures in a row, longer each time, an hour at most', () => {
  const rests = [1, 4, 5, 6, 7, 10, 11, 50].map((failures) => pauseMs(least, failures, false) / 60_000);
  expect(rests).toEqual([0, 0, 1, 2, 4, 32, 60, 60]);
  expect(pauseMs(most, 5, false)).toBeGreaterThan(60_000);
});

test('an endpoint that asks for less gets it at once', () => {
  expect(pauseMs(least, 1, true, 120_000)).toBe(120_000);
  expect(pauseMs(least, 1, false, 120_000)).toBe(0);
});

test.each([
  [undefined, 0],
  ['120', 120_000],
  [' 7 ', 7_000],
  ['1.337', 1_337],
  ['Sun, 22 Nov 2026 10:01:00 GMT', 60_000],
  ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
  ['soon', 0],
  ['-5', 0],
])('Retry-After %j is %d ms', (header, expected) => {
  expect(retryAfterMs(header, Date.parse('2026-11-22T10:00:00Z'))).toBe(expected);
});
