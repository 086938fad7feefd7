import { expect, test } from 'vitest';
import { fairLanes } from '../../lib/webhook/lanes.ts';

const limits = { endpoint: 2, tenant: 3, total: 4, waiting: 10 };

const scene = () => {
  const ends = new Map<string, () => void>();
  const started: string[] = [];
  const lanes = fairLanes(limits);
  return {
    started,
    lanes,
    add: (id: string, endpoint: string, tenant = endpoint) =>
      lanes.add({
        id,
        endpoint,
        tenant,
        run: () => {
          started.push(id);
          return new Promise<void>((done) => ends.set(id, done));
        },
      }),
    end: async (id: string) => {
      ends.get(id)?.();
      await new Promise(setImmediate);
    },
  };
};

test('an endpoint that never answers keeps two lanes and no more', async () => {
  const { started, add, end } = scene();
  for (const id of ['dead1', 'dead2', 'dead3', 'dead4']) add(id, 'dead');
  for (const id of ['a1', 'a2', 'b1']) add(id, id.slice(0, 1));
  expect(started).toEqual(['dead1', 'dead2', 'a1', 'a2']);
  await end('a1');
  expect(started.slice(4)).toEqual(['b1']);
});

test('a tenant has a share too', () => {
  const { started, add } = scene();
  for (const id of ['a', 'b', 'c', 'd']) add(id, `endpoint-${id}`, 'greedy');
  add('e', 'endpoint-e', 'modest');
  expect(started).toEqual(['a', 'b', 'c', 'e']);
});

test('the same work is not taken twice, and a long line is cut', async () => {
  const { add, end } = scene();
  expect(add('x', 'one')).toBe(true);
  expect(add('x', 'one')).toBe(false);
  await end('x');
  expect(add('x', 'one')).toBe(true);
  const taken = Array.from({ length: 20 }, (_, index) => add(`n${index}`, 'one')).filter(Boolean);
  expect(taken).toHaveLength(1 + limits.waiting);
});

test('idle when everything has ended, also what failed', async () => {
  const lanes = fairLanes(limits);
  lanes.add({ id: 'x', endpoint: 'one', tenant: 'one', run: () => Promise.reject(new Error('no')) });
  await lanes.idle();
  expect(lanes.add({ id: 'x', endpoint: 'one', tenant: 'one', run: async () => undefined })).toBe(true);
  await lanes.idle();
});

test('stopped: what waits is forgotten, what runs ends', async () => {
  const { started, lanes, add, end } = scene();
  for (const id of ['a', 'b', 'c']) add(id, 'one');
  const stopped = lanes.stop();
  await end('a');
  await end('b');
  await stopped;
  expect(started).toEqual(['a', 'b']);
});
