import { expect, test } from 'vitest';
import type { Deps } from '../../lib/ports/deps.ts';
import { keys } from '../../lib/store/keys.ts';
import { outboxEvent } from '../../lib/webhook/outbox.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const deps: Pick<Deps, 'clock' | 'ids'> = {
  clock: { now: () => now },
  ids: { next: (prefix) => `${prefix}_1`, random: () => new Uint8Array() },
};

test('one put that falls due at once and is kept for 30 days', () => {
  expect(outboxEvent(deps, 'acme', 'verdict.denied', { verdictId: 'ver_1' })).toEqual([
    {
      kind: 'put',
      when: 'absent',
      item: {
        ...keys.event('acme', 'evt_1'),
        version: 1,
        body: { id: 'evt_1', tenant: 'acme', type: 'verdict.denied', at: '2026-11-22T10:00:00.000Z', data: { verdictId: 'ver_1' } },
        second: keys.due('evt_1', now),
        expiresAt: now / 1000 + 30 * 86_400,
      },
    },
  ]);
});

test.each(['', 'verdict denied', 'verdict..denied', '.x', 'verdict-denied'])('the type %j is refused', (type) => {
  expect(() => outboxEvent(deps, 'acme', type, {})).toThrow(expect.objectContaining({ code: 'internal' }));
});

test('a NUL in what was judged does not keep the change from being stored', () => {
  const [action] = outboxEvent(deps, 'acme', 'verdict.denied', { 'a\0': ['b\0c', { d: 'e' }] });
  expect(action).toMatchObject({ item: { body: { data: { 'a\ufffd': ['b\ufffdc', { d: 'e' }] } } } });
});
