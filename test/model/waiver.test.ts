import { describe, expect, it } from 'vitest';
import { endedText, endOfDay, isExpired } from '../../lib/model/waiver.ts';

const now = Date.parse('2026-11-27T12:00:00Z');

describe('the end of a waiver in the sources', () => {
  it('is the end of its day', () => {
    expect(endOfDay('2026-11-27')).toBe('2026-11-27T23:59:59Z');
    expect(isExpired({ expiresAt: endOfDay('2026-11-27') }, now)).toBe(false);
    expect(isExpired({ expiresAt: endOfDay('2026-11-26') }, now)).toBe(true);
    expect(isExpired({ expiresAt: endOfDay('2028-02-29') }, now)).toBe(false);
  });

  it.each(['2030-02-30', '2027-13-45', '31.01.2030', '2030/1/31', 'Tue 1 Mar 2030', 'soon', '9999', 'T'.repeat(100), '+275760-09-13'])(
    'has passed for %s, which is no day, and says so',
    (text) => {
      const expiresAt = endOfDay(text);
      expect(isExpired({ expiresAt }, now)).toBe(true);
      expect(endedText({ id: '', scope: { rule: 'host-pid' }, reason: '', author: '', expiresAt, origin: 'comment' })).toContain(
        `“${text.slice(0, 40)}” is no date`,
      );
    },
  );
});
