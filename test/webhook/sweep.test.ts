import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createEgress } from '../../lib/adapters/egress/egress.ts';
import type { Table } from '../../lib/ports/table.ts';
import { createWebhook } from '../../lib/webhook/create.ts';
import { listDeliveries } from '../../lib/webhook/deliveries.ts';
import { webhookSweeper } from '../../lib/webhook/sweep.ts';
import { admin, codeOf, openHome } from './home.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const listen = async (answer: RequestListener): Promise<string> => {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
};

const addressOf = (index: number): string => `https://receiver-${index}.example.com/`;

test('three sweepers over one table send each event once to each endpoint', async () => {
  const home = await openHome();
  for (const index of [1, 2, 3]) await createWebhook(home.deps, admin, { url: addressOf(index) });
  for (let count = 0; count < 40; count++) await home.announce('verdict.denied', { count });
  const sweepers = [1, 2, 3].map(() => webhookSweeper(home.deps));
  for (let round = 0; round < 3; round++) await Promise.all(sweepers.map((one) => one.sweep()));
  await Promise.all(sweepers.map((one) => one.idle()));
  const seen = home.sent.map(({ url, headers }) => `${url} ${headers?.['webhook-id']}`);
  expect(seen).toHaveLength(120);
  expect(new Set(seen).size).toBe(120);
});

test('with an index that is seconds behind, still once each', async () => {
  const home = await openHome({ indexDelayMs: 3_000 });
  await createWebhook(home.deps, admin, { url: addressOf(1) });
  await home.announce('verdict.denied');
  const sweeper = webhookSweeper(home.deps);
  for (let second = 0; second < 10; second++) {
    home.time.now += 1_000;
    await sweeper.sweep();
    await sweeper.idle();
  }
  expect(home.sent).toHaveLength(1);
});

test('killed before or after any write, the event arrives', async () => {
  for (let lost = 0; lost < 6; lost++) {
    const home = await openHome();
    await createWebhook(home.deps, admin, { url: addressOf(1) });
    await home.announce('verdict.denied');
    let writes = 0;
    const dying: Table = {
      ...home.deps.table,
      write: (actions) => (writes++ >= lost ? Promise.reject(new Error('killed')) : home.deps.table.write(actions)),
    };
    const first = webhookSweeper({ ...home.deps, table: dying });
    await first.sweep();
    await first.idle();
    // The lease of a claim that was lost has to run out first.
    home.time.now += 60_000;
    const second = webhookSweeper(home.deps);
    await second.sweep();
    await second.idle();
    expect(new Set(home.sent.map(({ headers }) => headers?.['webhook-id'])).size).toBe(1);
    const again = home.sent.length;
    expect(again).toBeLessThanOrEqual(2);
    await second.sweep();
    await second.idle();
    expect(home.sent).toHaveLength(again);
  }
});

test('one dead receiver delays none of fifty', async () => {
  const home = await openHome();
  const dead = addressOf(0);
  const held: (() => void)[] = [];
  home.receivers.set(dead, () => new Promise((done) => held.push(() => done({ status: 200 }))));
  for (let index = 0; index <= 50; index++) await createWebhook(home.deps, admin, { url: addressOf(index) });
  for (let count = 0; count < 10; count++) await home.announce('verdict.denied', { count });
  const sweeper = webhookSweeper(home.deps);
  await sweeper.sweep();
  const arrived = (): number => home.sent.filter(({ url }) => url !== dead).length;
  // Turns of the event loop, not time: nothing here waits for the receiver that never answers.
  for (let turn = 0; turn < 5_000 && arrived() < 500; turn++) await new Promise(setImmediate);
  expect(arrived()).toBe(500);
  expect(home.sent.filter(({ url }) => url === dead)).toHaveLength(2);
  while (held.length > 0) {
    for (const answer of held.splice(0)) answer();
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  }
  await sweeper.idle();
  expect(home.sent.filter(({ url }) => url === dead)).toHaveLength(10);
});

test('a backlog larger than a line may be is worked off', async () => {
  const home = await openHome();
  await createWebhook(home.deps, admin, { url: addressOf(1) });
  for (let count = 0; count < 200; count++) await home.announce('verdict.allowed', { count });
  const sweeper = webhookSweeper(home.deps, { waiting: 20 });
  for (let round = 0; round < 40 && (await sweeper.sweep()) > 0; round++) await sweeper.idle();
  expect(home.sent).toHaveLength(200);
});

test('a stopped sweeper starts nothing', async () => {
  const home = await openHome();
  await createWebhook(home.deps, admin, { url: addressOf(1) });
  await home.announce('verdict.denied');
  const sweeper = webhookSweeper(home.deps);
  await sweeper.stop();
  await sweeper.sweep();
  await sweeper.idle();
  expect(home.sent).toEqual([]);
});

test('over real sockets: allowed by the administrator it arrives, else the guard refuses it, early and late', async () => {
  const bodies: string[] = [];
  const address = await listen((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
    request.on('end', () => response.writeHead(204).end());
  });
  const local = { allow: ['127.0.0.1'], insecure: ['127.0.0.1'] };
  const open = await openHome({ egress: createEgress({ purposes: { webhook: local } }) });
  const { webhook } = await createWebhook(open.deps, admin, { url: address });
  await open.announce('verdict.denied', { verdictId: 'ver_1' });
  const sweeper = webhookSweeper(open.deps);
  await sweeper.sweep();
  await sweeper.idle();
  expect(bodies.map((body) => JSON.parse(body).data)).toEqual([{ verdictId: 'ver_1' }]);

  const closed = createEgress();
  expect(await codeOf(createWebhook({ ...open.deps, egress: closed }, admin, { url: address }))).toBe('egress-refused');
  await open.announce('verdict.denied', { verdictId: 'ver_2' });
  const guarded = webhookSweeper({ ...open.deps, egress: closed });
  await guarded.sweep();
  await guarded.idle();
  expect(bodies).toHaveLength(1);
  const { items } = await listDeliveries(open.deps, admin, { webhookId: webhook.id, limit: 1 });
  expect(items[0]?.attempts).toMatchObject([{ outcome: 'egress-refused', status: null }]);
});

test('a redirect to an inner address is not followed', async () => {
  let reached = 0;
  const inner = await listen((_, response) => {
    reached++;
    response.end();
  });
  const outer = await listen((_, response) => response.writeHead(307, { location: inner }).end());
  const local = { allow: ['127.0.0.1'], insecure: ['127.0.0.1'] };
  const home = await openHome({ egress: createEgress({ purposes: { webhook: local } }) });
  const { webhook } = await createWebhook(home.deps, admin, { url: outer });
  await home.announce('verdict.denied');
  const sweeper = webhookSweeper(home.deps);
  await sweeper.sweep();
  await sweeper.idle();
  expect(reached).toBe(0);
  const { items } = await listDeliveries(home.deps, admin, { webhookId: webhook.id, limit: 1 });
  expect(items[0]?.attempts).toMatchObject([{ outcome: 'redirected', status: 307 }]);
});
