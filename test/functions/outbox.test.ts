import { expect, it } from 'vitest';
import { sendAnnounced } from '../../functions/handle/outbox.ts';
import type { Key } from '../../lib/ports/table.ts';
import { createWebhook } from '../../lib/webhook/create.ts';
import { newWorld } from '../scan/world.ts';
import { admin, openHome } from '../webhook/home.ts';

const url = 'https://hooks.example.com/plimsoll';
const streamOf = (keys: readonly Key[]): object => ({
  Records: keys.map(({ pk, sk }, index) => ({
    eventID: String(index),
    eventName: 'INSERT',
    dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } },
  })),
});

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
