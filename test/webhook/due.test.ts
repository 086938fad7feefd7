import { expect, test } from 'vitest';
import { dueShards, keys, shardOf } from '../../lib/store/keys.ts';
import { dueReader } from '../../lib/webhook/due.ts';
import { openHome } from './home.ts';

test('a backlog larger than one look hides nothing behind it', async () => {
  const { deps, time } = await openHome();
  const ids: string[] = [];
  for (let count = 0; ids.length < 1_100; count++) {
    const id = `dlv_${String(count).padStart(6, '0')}`;
    if (shardOf(id, dueShards) === 3) ids.push(id);
  }
  const items = ids.map((id, index) => ({ pk: id, sk: 'x', version: 1, body: { id }, second: keys.due(id, time.now - 2_000 + index) }));
  for (let at = 0; at < items.length; at += 100) {
    await deps.table.write(items.slice(at, at + 100).map((item) => ({ kind: 'put', item })));
  }
  const read = dueReader(deps, 'dlv');
  const looks = [await read(), await read(), await read(), await read()];
  expect(looks.map((found) => found.length)).toEqual([500, 500, 100, 500]);
  expect(
    looks
      .slice(0, 3)
      .flat()
      .map(({ pk }) => pk),
  ).toEqual(ids);
});

test('what is due later is not due now', async () => {
  const { deps, time } = await openHome();
  const item = (id: string, at: number) =>
    ({ kind: 'put', item: { pk: id, sk: 'x', version: 1, body: {}, second: keys.due(id, at) } }) as const;
  await deps.table.write([item('dlv_1', time.now), item('dlv_2', time.now + 1), item('evt_1', time.now)]);
  expect((await dueReader(deps, 'dlv')()).map(({ pk }) => pk)).toEqual(['dlv_1']);
});
