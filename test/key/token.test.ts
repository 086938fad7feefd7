import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { mintToken, publicIdOf } from '../../lib/key/token.ts';

const ids = ulids({ now: () => 0 });

describe('tokens', () => {
  it('are of one word that a double click selects, and tell their public id', () => {
    for (let count = 0; count < 200; count += 1) {
      const { token, publicId } = mintToken(ids);
      expect(token).toMatch(/^plim_[0-9A-Za-z]{10}_[0-9A-Za-z]{36}$/);
      expect(publicIdOf(token)).toBe(publicId);
    }
  });

  it('end in the CRC-32 of what is before, in base 62', () => {
    // Computed with Python's zlib.crc32, not with the code under test.
    const body = 'plim_0123456789_abcdefghijklmnopqrstuvwxyzABCD';
    expect(publicIdOf(`${body}4A7Zg1`)).toBe('0123456789');
    expect(publicIdOf(`${body}000000`)).toBeUndefined();
  });

  it('are refused with any one character changed', () => {
    const { token } = mintToken(ids);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...'0aZ_-é'), (at, character) => {
        fc.pre(token[at] !== character);
        expect(publicIdOf(token.slice(0, at) + character + token.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  it('are told from noise without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (noise) => {
        expect(publicIdOf(noise)).toBeUndefined();
      }),
    );
  });
});
