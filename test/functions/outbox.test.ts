import { expect, it } from 'vitest';
import { sendAnnounced } from '../../functions/handle/outbox.ts';
import { sweep } from '../../functions/handle/sweeper.ts';
import { AppError } from '../../lib/model/error.ts';
import type { Key } from '../../lib/ports/table.ts';
import { createWebhook } from '../../lib/webhook/create.ts';
import { newWorld } from '../scan/world.ts';
import { admin, openHome } from '../webhook/home.ts';
import { fixture, inTime, streamOf } from './fixture.ts';

const url = 'https://hooks.example.com/plimsoll';
const open = async () => {
  const home = await openHome();
  const { deps: others } = await newWorld();
  const deps = { ...others, ...home.deps };
  await createWebhook(deps, admin, { url, events: ['*'] });
  const announced = async (): Promise<readonly Key[]> => {
    const pages = await Promise.all(
      Array.from({ length: 8 }, (_, shard) => deps.table.query({ index: 'second', partition: `due#evt#${shard}` })),
    );
    return pages.flatMap(({ items }) => items).map(({ pk, sk }) => ({ pk, sk }));
  };
  return { home, deps, announced };
};

it('delivers what was announced, once, however often the stream tells of it', async () => {
  const { home, deps, announced } = await open();
  await home.announce('verdict.denied', { verdictId: 'ver_1' });
  const stream = streamOf([...(await announced()), { pk: 't#acme#scan#1', sk: 'scan' }]);
  for (let n = 0; n < 3; n += 1) await sendAnnounced(deps)(stream);
  expect(home.sent.map((request) => request.url)).toEqual([url]);
  expect(await announced()).toEqual([]);
});

it('leaves to the sweeper what fails, and goes on with the rest', async () => {
  const { home, deps, announced } = await open();
  await home.announce('verdict.denied', { verdictId: 'ver_1' });
  const keys = await announced();
  const broken: Key = { pk: 't#acme#event#broken', sk: 'event' };
  await deps.table.write([{ kind: 'put', item: { ...broken, version: 1, body: {}, second: { pk: 'due#evt#0', sk: 'x' } } }]);
  await sendAnnounced(deps)(streamOf([broken, ...keys, { pk: 't#acme#event#gone', sk: 'event' }]));
  expect(home.sent).toHaveLength(1);
  expect(home.log.map(({ message }) => message)).toContain('outbox event not sent');
});

it('sends nothing that it cannot sign while the store of secrets is away, and all of it afterwards, by the schedule', async () => {
  const { home, deps, announced } = await open();
  await home.announce('verdict.denied', { verdictId: 'ver_1' });
  const secrets = { ...deps.secrets, get: () => Promise.reject(new AppError('unavailable', 'the store of secrets cannot answer now')) };
  await sendAnnounced({ ...deps, secrets })(streamOf(await announced()));
  expect(home.sent).toEqual([]);
  const queue = { send: async () => {} };
  for (let hours = 0; hours < 2; hours += 1) {
    home.time.now += 3_600_000;
    await sweep({ ...deps, queue, secrets })(fixture('schedule'), inTime);
  }
  expect(home.sent).toEqual([]);
  for (let hours = 0; hours < 24; hours += 1) {
    home.time.now += 3_600_000;
    await sweep({ ...deps, queue })(fixture('schedule'), inTime);
  }
  expect(home.sent.map(({ headers }) => headers?.['webhook-signature'])).toEqual([expect.stringMatching(/^v1,/)]);
});
