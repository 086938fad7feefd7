import { expect, it } from 'vitest';
import { ulids } from '../../../lib/adapters/embedded/ids.ts';

const at = (...times: number[]) => {
  let call = 0;
  return ulids({ now: () => times[Math.min(call++, times.length - 1)] ?? 0 });
};

it('gives the time in the first ten characters', () => {
  // The example of the ULID specification: 01ARZ3NDEK is this moment.
  expect(at(1_469_922_850_259).next('scan')).toMatch(/^scan_01ARZ3NDEK[0-9A-HJKMNP-TV-Z]{16}$/);
});

it('rises within a millisecond and when the clock goes back', () => {
  const ids = at(1000, 1000, 1000, 1001, 500, 500, 2000);
  const made = Array.from({ length: 7 }, () => ids.next('ver'));
  expect([...made].sort()).toEqual(made);
  expect(new Set(made).size).toBe(7);
});

it('does not repeat itself between two makers', () => {
  const [one, other] = [at(1000), at(1000)];
  expect(one.next('key')).not.toBe(other.next('key'));
  expect(Buffer.from(one.random(16))).not.toEqual(Buffer.from(one.random(16)));
});
