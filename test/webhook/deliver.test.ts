import { Webhook } from 'standardwebhooks';
import { afterEach, expect, test, vi } from 'vitest';
import { AppError } from '../../lib/model/error.ts';
import { createWebhook } from '../../lib/webhook/create.ts';
import { listDeliveries } from '../../lib/webhook/deliveries.ts';
import { getWebhook, listWebhooks } from '../../lib/webhook/list.ts';
import { removeWebhook } from '../../lib/webhook/remove.ts';
import { rotateWebhookSecret } from '../../lib/webhook/rotate.ts';
import { webhookSweeper } from '../../lib/webhook/sweep.ts';
import { updateWebhook } from '../../lib/webhook/update.ts';
import { admin, openHome } from './home.ts';

const url = 'https://hooks.example.com/plimsoll';
const hour = 3_600_000;

const scene = async () => {
  const home = await openHome();
  const { webhook, secret } = await createWebhook(home.deps, admin, { url });
  const sweeper = webhookSweeper(home.deps);
  const drain = async (): Promise<void> => {
    await sweeper.sweep();
    await sweeper.idle();
  };
  const deliveries = async () => (await listDeliveries(home.deps, admin, { webhookId: webhook.id, limit: 100 })).items;
  return { ...home, webhook, secret, drain, deliveries, view: () => getWebhook(home.deps, admin, webhook.id) };
};

afterEach(() => vi.useRealTimers());

test('an event reaches an endpoint, signed as the reference library expects', async () => {
  const { announce, drain, sent, secret, time, deliveries } = await scene();
  await announce('verdict.denied', { verdictId: 'ver_1' });
  await drain();
  expect(sent).toHaveLength(1);
  const [request] = sent;
  expect(request).toMatchObject({ method: 'POST', url, purpose: 'webhook', timeoutMs: 20_000 });
  expect(request?.maxRedirects ?? 0).toBe(0);
  // The library compares with the time of the process.
  vi.useFakeTimers({ now: time.now });
  const body = new Webhook(secret).verify(String(request?.body), { ...request?.headers });
  expect(body).toEqual({ type: 'verdict.denied', timestamp: '2026-11-22T10:00:00.000Z', data: { verdictId: 'ver_1' } });
  const [delivery] = await deliveries();
  expect(delivery).toMatchObject({
    state: 'delivered',
    eventType: 'verdict.denied',
    eventId: request?.headers?.['webhook-id'],
    nextAttemptAt: null,
    attempts: [{ outcome: 'delivered', status: 200, at: '2026-11-22T10:00:00.000Z' }],
  });
  await drain();
  expect(sent).toHaveLength(1);
});

test('it says where to read on, for a service that knows how it is reached', async () => {
  const { announce, deps, sent } = await scene();
  const sweeper = webhookSweeper({ ...deps, publicUrl: 'https://plimsoll.example.com' });
  await announce('verdict.denied', { verdictId: 'ver_1' });
  await sweeper.sweep();
  await sweeper.idle();
  expect(JSON.parse(String(sent[0]?.body)).data).toEqual({ verdictId: 'ver_1', link: 'https://plimsoll.example.com/v1/verdicts/ver_1' });
});

test('during a rotation a receiver with either secret verifies, and one with neither does not', async () => {
  const { announce, drain, sent, secret, time, webhook, deps } = await scene();
  const rotated = await rotateWebhookSecret(deps, admin, { id: webhook.id, version: 1 });
  await announce('verdict.denied', { verdictId: 'ver_1' });
  await drain();
  vi.useFakeTimers({ now: time.now });
  const verify = (one: string) => new Webhook(one).verify(String(sent[0]?.body), { ...sent[0]?.headers });
  for (const one of [secret, rotated.secret]) expect(verify(one)).toMatchObject({ type: 'verdict.denied' });
  expect(() => verify(`whsec_${Buffer.alloc(32).toString('base64')}`)).toThrow();
});

test('every retry has the same id and its own time and signature; the tenth is the last', async () => {
  const { announce, drain, receivers, sent, time, deliveries } = await scene();
  receivers.set(url, () => ({ status: 500 }));
  await announce('verdict.denied');
  const begin = time.now;
  for (let step = 0; step < 2_000 && (await deliveries())[0]?.state !== 'failed'; step++) {
    await drain();
    time.now += 5 * 60_000;
  }
  const [delivery] = await deliveries();
  expect(delivery?.attempts).toHaveLength(10);
  expect(sent).toHaveLength(10);
  expect(new Set(sent.map(({ headers }) => headers?.['webhook-id'])).size).toBe(1);
  expect(new Set(sent.map(({ headers }) => headers?.['webhook-timestamp'])).size).toBe(10);
  expect(new Set(sent.map(({ headers }) => headers?.['webhook-signature'])).size).toBe(10);
  const lasted = (Date.parse(delivery?.attempts.at(-1)?.at ?? '') - begin) / hour;
  expect(lasted).toBeGreaterThan(75);
  expect(lasted).toBeLessThan(75.6 * 1.2 + 2);
});

test.each([
  [200, 'delivered', 'delivered'],
  [204, 'delivered', 'delivered'],
  [302, 'pending', 'redirected'],
  [400, 'pending', 'refused-by-receiver'],
  [404, 'pending', 'refused-by-receiver'],
  [503, 'pending', 'refused-by-receiver'],
])('a receiver that answers %d leaves it %s', async (status, state, outcome) => {
  const { announce, drain, receivers, deliveries } = await scene();
  receivers.set(url, () => ({ status, headers: { location: 'https://elsewhere.example.com/' } }));
  await announce('verdict.denied');
  await drain();
  expect((await deliveries())[0]).toMatchObject({ state, attempts: [{ outcome, status }] });
});

test.each([
  ['egress-refused', 'egress-refused'],
  ['timed-out', 'timed-out'],
  ['unavailable', 'unreachable'],
  ['internal', 'internal-error'],
] as const)('%s is an attempt that failed', async (code, outcome) => {
  const { announce, drain, receivers, deliveries } = await scene();
  receivers.set(url, () => {
    throw new AppError(code, 'no');
  });
  await announce('verdict.denied');
  await drain();
  expect((await deliveries())[0]).toMatchObject({ state: 'pending', attempts: [{ outcome, status: null }] });
});

test('410 disables the endpoint, and the others are told', async () => {
  const { deps, announce, drain, receivers, sent, deliveries, view } = await scene();
  const other = await createWebhook(deps, admin, { url: 'https://other.example.com/', events: ['webhook.disabled'] });
  receivers.set(url, () => ({ status: 410 }));
  await announce('verdict.denied');
  await drain();
  expect((await deliveries())[0]).toMatchObject({ state: 'failed' });
  expect(await view()).toMatchObject({ state: 'disabled', disabled: { reason: 'gone' } });
  await announce('verdict.denied');
  await drain();
  expect(sent.map((request) => request.url)).toEqual([url, 'https://other.example.com/']);
  expect(JSON.parse(String(sent[1]?.body))).toMatchObject({ type: 'webhook.disabled', data: { reason: 'gone' } });
  expect(other.webhook.state).toBe('active');
});

test('Retry-After holds back everything for that endpoint, and costs no attempt', async () => {
  const { announce, drain, receivers, sent, time, deliveries, view } = await scene();
  receivers.set(url, () => ({ status: 429, headers: { 'retry-after': '600' } }));
  await announce('verdict.denied');
  await drain();
  expect(await view()).toMatchObject({ state: 'failing' });
  await announce('verdict.warned');
  await drain();
  time.now += 599_000;
  await drain();
  expect(sent).toHaveLength(1);
  receivers.delete(url);
  time.now += 150_000;
  await drain();
  time.now += 60_000;
  await drain();
  expect((await deliveries()).map(({ state, attempts }) => [state, attempts.length])).toEqual([
    ['delivered', 1],
    ['delivered', 2],
  ]);
  expect(await view()).toMatchObject({ state: 'active', pausedUntil: null });
});

test('five days of nothing but failure disable it; enabling it forgets them', async () => {
  const { deps, announce, drain, receivers, time, view, sent, webhook } = await scene();
  receivers.set(url, () => ({ status: 500 }));
  for (let step = 0; step < (6 * 24) / 2 && (await view()).state !== 'disabled'; step++) {
    await announce('verdict.denied');
    await drain();
    time.now += 2 * hour;
  }
  const failed = await view();
  expect(failed).toMatchObject({ state: 'disabled', disabled: { reason: 'failing' } });
  expect((time.now - Date.parse(failed.failingSince ?? '')) / hour).toBeGreaterThanOrEqual(120);
  receivers.delete(url);
  const enabled = await updateWebhook(deps, admin, { id: webhook.id, version: failed.version, changes: { enabled: true } });
  expect(enabled).toMatchObject({ state: 'active', disabled: null, failingSince: null });
  const before = sent.length;
  await announce('verdict.allowed');
  await drain();
  expect(sent.length).toBeGreaterThan(before);
});

test('an endpoint that was removed gets nothing more', async () => {
  const { deps, announce, drain, receivers, sent, time, webhook } = await scene();
  receivers.set(url, () => ({ status: 500 }));
  await announce('verdict.denied');
  await drain();
  await removeWebhook(deps, admin, { id: webhook.id, version: 1 });
  time.now += hour;
  await drain();
  expect(sent).toHaveLength(1);
  expect(await listWebhooks(deps, admin)).toEqual([]);
});

test('no secret, address or body is in the log', async () => {
  const { announce, drain, receivers, log, secret, kept } = await scene();
  receivers.set(url, () => {
    throw new Error(`cannot connect to ${url}`);
  });
  await announce('verdict.denied', { text: 'private' });
  await drain();
  expect(log.map(({ message }) => message)).toEqual(['webhook send-failed', 'webhook attempted']);
  for (const hidden of [url, secret, ...kept.values(), 'private']) expect(JSON.stringify(log)).not.toContain(hidden);
});
