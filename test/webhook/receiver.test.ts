import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { createEgress } from '../../lib/adapters/egress/egress.ts';
import { createWebhook } from '../../lib/webhook/create.ts';
import { listDeliveries } from '../../lib/webhook/deliveries.ts';
import { eventTypes } from '../../lib/webhook/event-type.ts';
import { formatNames } from '../../lib/webhook/format/table.ts';
import { replayDelivery } from '../../lib/webhook/replay.ts';
import { webhookSweeper } from '../../lib/webhook/sweep.ts';
import { admin, openHome } from './home.ts';

const guide = readFileSync('docs/webhooks.md', 'utf8');

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

/** The guide's own receiver, in a process of its own, beside node_modules so that it finds the library. */
const startReceiver = async (
  secret: string,
): Promise<{ readonly process: ChildProcess; readonly lines: AsyncIterableIterator<string>; readonly port: number }> => {
  const folder = mkdtempSync('node_modules/.receiver-');
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'receiver.mjs');
  writeFileSync(file, /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '');
  const receiver = spawn(process.execPath, [file], {
    env: { PORT: '0', PLIMSOLL_WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanups.push(() => void receiver.kill());
  const lines = createInterface({ input: receiver.stdout })[Symbol.asyncIterator]();
  const { value } = await lines.next();
  return { process: receiver, lines, port: Number(/listening on (\d+)/.exec(String(value))?.[1]) };
};

test('the receiver of the guide takes what is sent, once, and refuses what is not signed', async () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const receiver = await startReceiver(secret);
  const address = `http://127.0.0.1:${receiver.port}/`;
  const local = { allow: ['127.0.0.1'], insecure: ['127.0.0.1'] };
  const home = await openHome({ egress: createEgress({ purposes: { webhook: local } }) });
  // The library refuses messages that are more than five minutes old by its own clock.
  home.time.now = Date.now();
  const { webhook } = await createWebhook(home.deps, admin, { url: address });
  for (const name of home.kept.keys()) home.kept.set(name, secret);
  const sweeper = webhookSweeper(home.deps);
  const drain = async (): Promise<void> => {
    await sweeper.sweep();
    await sweeper.idle();
  };
  await home.announce('verdict.denied', { verdictId: 'ver_1' });
  await drain();
  expect((await receiver.lines.next()).value).toBe('verdict.denied ver_1');

  const { items } = await listDeliveries(home.deps, admin, { webhookId: webhook.id, limit: 1 });
  await replayDelivery(home.deps, admin, { webhookId: webhook.id, id: items[0]?.id ?? '' });
  await drain();
  await home.announce('verdict.allowed', { verdictId: 'ver_2' });
  await drain();
  expect((await receiver.lines.next()).value).toBe('verdict.allowed ver_2');

  const forged = await fetch(address, {
    method: 'POST',
    body: '{}',
    headers: { 'webhook-id': 'evt_x', 'webhook-timestamp': '1', 'webhook-signature': 'v1,x' },
  });
  expect(forged.status).toBe(401);
  const log = (await listDeliveries(home.deps, admin, { webhookId: webhook.id, limit: 10 })).items;
  expect(log.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([[204], [204], [204]]);
  receiver.process.kill();
  await once(receiver.process, 'exit');
});

test('the guide names every event and every format, as they are', () => {
  const rows = new Map([...guide.matchAll(/^\| `([\w.]+)` \| (.+) \|$/gm)].map(([, name = '', what = '']) => [name, what]));
  for (const [type, what] of Object.entries(eventTypes)) expect(rows.get(type)).toBe(what);
  for (const name of formatNames) expect(rows.has(name)).toBe(true);
});
