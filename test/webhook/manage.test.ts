import { beforeEach, expect, test } from 'vitest';
import { listAudit } from '../../lib/audit/list.ts';
import { AppError } from '../../lib/model/error.ts';
import { createWebhook } from '../../lib/webhook/create.ts';
import { getDelivery } from '../../lib/webhook/deliveries.ts';
import { getWebhook, listWebhooks } from '../../lib/webhook/list.ts';
import { removeWebhook } from '../../lib/webhook/remove.ts';
import { replayDeliveries, replayDelivery } from '../../lib/webhook/replay.ts';
import { rotateWebhookSecret } from '../../lib/webhook/rotate.ts';
import { webhookSweeper } from '../../lib/webhook/sweep.ts';
import { testWebhook } from '../../lib/webhook/test-event.ts';
import { updateWebhook } from '../../lib/webhook/update.ts';
import { admin, codeOf, openHome } from './home.ts';

const url = 'https://hooks.example.com/plimsoll';
const reader = { ...admin, scopes: ['webhook:read'] as const };
const stranger = { ...admin, tenant: 'other' };

let home: Awaited<ReturnType<typeof openHome>>;
beforeEach(async () => {
  home = await openHome();
});

const create = (more: object = {}) => createWebhook(home.deps, admin, { url, ...more });
const audited = async () =>
  (await listAudit(home.deps, { ...admin, scopes: ['audit:read'] }, { since: 0, until: home.time.now + 1, limit: 100 })).items.map(
    ({ action }) => action,
  );

test('created with its secret, which is never shown again', async () => {
  const { webhook, secret } = await create({ events: ['verdict.*'], description: 'chat' });
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(webhook).toMatchObject({ url, events: ['verdict.*'], format: 'standard', state: 'active', version: 1 });
  expect(await listWebhooks(home.deps, reader)).toEqual([webhook]);
  expect(JSON.stringify(await getWebhook(home.deps, reader, webhook.id))).not.toContain('whsec_');
  expect(JSON.stringify(await home.deps.table.query({ partition: `t#acme#webhooks` }))).not.toContain(secret);
  expect(await audited()).toEqual(['webhook.create']);
});

test.each([
  ['no address', { url: 'nonsense' }, '/url'],
  ['another scheme', { url: 'ftp://example.com/' }, '/url'],
  ['a password in the address', { url: 'https://user:pass@example.com/' }, '/url'],
  ['an unknown event type', { events: ['verdict.refused'] }, '/events/0'],
  ['no event type', { events: [] }, '/events'],
  ['an unknown format', { format: 'fax' }, '/format'],
  ['PagerDuty without its key', { format: 'pagerduty' }, '/credential'],
  ['a template that is none', { format: 'template' }, '/template'],
  ['a credential of two lines', { credential: 'a\r\nb' }, '/credential'],
  ['an unknown member', { retries: 3 }, ''],
])('%s is refused with its place', async (_, more, pointer) => {
  const error = await create(more).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'invalid-request', places: [expect.objectContaining({ pointer })] });
});

test('an address that the guard refuses is not stored', async () => {
  const check = (): void => {
    throw new AppError('egress-refused', 'no');
  };
  const deps = { ...home.deps, egress: { ...home.deps.egress, check } };
  expect(await codeOf(createWebhook(deps, admin, { url: 'https://169.254.169.254/' }))).toBe('egress-refused');
  await expect(createWebhook(deps, admin, { url: 'https://169.254.169.254/' })).rejects.toMatchObject({
    places: [{ pointer: '/url', fix: expect.stringContaining('PLIMSOLL_ALLOW_WEBHOOKS') }],
  });
  const { webhook } = await create();
  const changes = { url: 'https://[::1]/' };
  expect(await codeOf(updateWebhook(deps, admin, { id: webhook.id, version: 1, changes }))).toBe('egress-refused');
});

test('an update names the version it read', async () => {
  const { webhook } = await create();
  const changed = await updateWebhook(home.deps, admin, {
    id: webhook.id,
    version: 1,
    changes: { events: ['verdict.denied'], enabled: false },
  });
  expect(changed).toMatchObject({ version: 2, events: ['verdict.denied'], url, state: 'disabled', disabled: { reason: 'request' } });
  expect(await codeOf(updateWebhook(home.deps, admin, { id: webhook.id, version: 1, changes: {} }))).toBe('version-mismatch');
  expect(await codeOf(removeWebhook(home.deps, admin, { id: webhook.id, version: 1 }))).toBe('version-mismatch');
  await removeWebhook(home.deps, admin, { id: webhook.id, version: 2 });
  expect(await codeOf(getWebhook(home.deps, admin, webhook.id))).toBe('not-found');
  expect(home.kept.size).toBe(0);
  expect((await audited()).toSorted()).toEqual(['webhook.create', 'webhook.remove', 'webhook.update']);
});

test('during a rotation both secrets sign, the new one first; then the old one is gone', async () => {
  const { webhook, secret: old } = await create();
  const rotated = await rotateWebhookSecret(home.deps, admin, { id: webhook.id, version: 1 });
  expect(rotated.secret).not.toBe(old);
  expect(rotated.webhook.rotatingUntil).toBe('2026-11-23T10:00:00.000Z');
  const signatures = async (): Promise<number> => {
    await home.announce('verdict.allowed');
    const sweeper = webhookSweeper(home.deps);
    await sweeper.sweep();
    await sweeper.idle();
    return home.sent.at(-1)?.headers?.['webhook-signature']?.split(' ').length ?? 0;
  };
  expect(await signatures()).toBe(2);
  home.time.now += 86_400_000;
  expect(await signatures()).toBe(1);
  const { webhook: last } = await rotateWebhookSecret(home.deps, admin, { id: webhook.id, version: 2, keepSeconds: 0 });
  expect(last.rotatingUntil).toBeNull();
  expect(home.kept.size).toBe(1);
  expect(await codeOf(rotateWebhookSecret(home.deps, admin, { id: webhook.id, version: 1 }))).toBe('version-mismatch');
  expect(home.kept.size).toBe(1);
});

test('a test goes to its endpoint alone, and its delivery tells how it went', async () => {
  const { webhook } = await create({ events: ['verdict.denied'] });
  await create({ url: 'https://other.example.com/' });
  const { id, state } = await testWebhook(home.deps, admin, webhook.id);
  expect(state).toBe('pending');
  const sweeper = webhookSweeper(home.deps);
  await sweeper.sweep();
  await sweeper.idle();
  expect(home.sent.map((request) => request.url)).toEqual([url]);
  expect(await getDelivery(home.deps, reader, { webhookId: webhook.id, id })).toMatchObject({
    state: 'delivered',
    eventType: 'webhook.test',
  });
});

test('a replay sends the same id again; a range replays what did not arrive', async () => {
  const { webhook } = await create();
  const sweeper = webhookSweeper(home.deps);
  const drain = async (): Promise<void> => {
    while ((await sweeper.sweep()) > 0) await sweeper.idle();
  };
  home.receivers.set(url, () => ({ status: 410 }));
  for (let count = 0; count < 100; count++) await home.announce('verdict.denied', { count });
  await drain();
  home.receivers.delete(url);
  const lost = home.sent.length;
  await updateWebhook(home.deps, admin, { id: webhook.id, version: 2, changes: { enabled: true } });

  const first = home.sent[0]?.headers?.['webhook-id'] ?? '';
  const place = { webhookId: webhook.id, id: first.replace('evt_', 'dlv_') };
  const again = await replayDelivery(home.deps, admin, place);
  expect(again).toMatchObject({ eventId: first, replayOf: place.id, state: 'pending' });
  await drain();
  expect(home.sent.length).toBe(lost + 1);
  expect(home.sent.at(-1)?.headers?.['webhook-id']).toBe(first);

  await replayDeliveries(home.deps, admin, { webhookId: webhook.id, since: home.time.now - 1_000, until: home.time.now + 1 });
  await drain();
  const replayed = home.sent.slice(lost + 1).map(({ headers }) => headers?.['webhook-id']);
  expect(replayed).toHaveLength(100);
  expect(new Set(replayed).size).toBe(100);
  const empty = { webhookId: webhook.id, since: 5, until: 5 };
  expect(await codeOf(replayDeliveries(home.deps, admin, empty))).toBe('invalid-request');
});

test('what needs which scope, and what another tenant may not know', async () => {
  const { webhook } = await create();
  const calls = (caller: typeof stranger | typeof reader) => [
    createWebhook(home.deps, caller, { url }),
    updateWebhook(home.deps, caller, { id: webhook.id, version: 1, changes: {} }),
    rotateWebhookSecret(home.deps, caller, { id: webhook.id, version: 1 }),
    testWebhook(home.deps, caller, webhook.id),
    replayDelivery(home.deps, caller, { webhookId: webhook.id, id: 'dlv_1' }),
    replayDeliveries(home.deps, caller, { webhookId: webhook.id, since: 0, until: 1 }),
    removeWebhook(home.deps, caller, { id: webhook.id, version: 1 }),
  ];
  expect(new Set(await Promise.all(calls(reader).map(codeOf)))).toEqual(new Set(['forbidden']));
  const [created, ...others] = await Promise.all(calls(stranger).map(codeOf));
  expect(created).toBe('done');
  expect(new Set(others)).toEqual(new Set(['not-found']));
  expect(await codeOf(listWebhooks(home.deps, { ...admin, scopes: [] }))).toBe('forbidden');
  expect(await codeOf(getWebhook(home.deps, stranger, webhook.id))).toBe('not-found');
});

test('a tenant has a hundred endpoints at most', async () => {
  for (let count = 0; count < 100; count++) await create();
  expect(await codeOf(create())).toBe('conflict');
});

test('a credential is kept as a secret and sent; an address that is a secret is shown without its path', async () => {
  const { webhook } = await create({ format: 'template', template: { text: '{{title}}' }, credential: 'Bearer abc' });
  expect(webhook).toMatchObject({ hasCredential: true, template: { text: '{{title}}' } });
  const chat = await create({ url: 'https://hooks.slack.com/services/T0/B0/secret', format: 'slack' });
  expect(chat.webhook.url).toBe('https://hooks.slack.com/…');
  await home.announce('verdict.denied', {});
  const sweeper = webhookSweeper(home.deps);
  await sweeper.sweep();
  await sweeper.idle();
  const byUrl = new Map(home.sent.map((request) => [request.url, request]));
  expect(byUrl.get(url)?.headers?.['authorization']).toBe('Bearer abc');
  expect(byUrl.get('https://hooks.slack.com/services/T0/B0/secret')?.headers?.['authorization']).toBeUndefined();
  expect(JSON.stringify(await listWebhooks(home.deps, reader))).not.toMatch(/Bearer|services/);
  await removeWebhook(home.deps, admin, { id: webhook.id, version: 1 });
  expect([...home.kept.keys()].filter((name) => name.includes(webhook.id))).toEqual([]);
});
