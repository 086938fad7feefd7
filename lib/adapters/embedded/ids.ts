import { randomBytes } from 'node:crypto';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const randomBits = 80n;

const base32 = (value: bigint, characters: number): string => {
  let text = '';
  let rest = value;
  for (let place = 0; place < characters; place += 1) {
    text = (alphabet[Number(rest & 31n)] ?? '') + text;
    rest >>= 5n;
  }
  return text;
};

/**
 * ULIDs that never go backwards within a process: in the same millisecond, or when the clock was put back, the last one plus one.
 * Source: ULID specification, monotonicity.
 */
export const ulids = (clock: Clock): Ids => {
  let last = 0n;
  return {
    next: (prefix) => {
      const fresh = (BigInt(clock.now()) << randomBits) | BigInt(`0x${randomBytes(10).toString('hex')}`);
      last = fresh >> randomBits > last >> randomBits ? fresh : last + 1n;
      return `${prefix}_${base32(last, 26)}`;
    },
    random: (bytes) => randomBytes(bytes),
  };
};
