import type { Deps } from '../ports/deps.ts';
import type { Item, PageKey } from '../ports/table.ts';
import { duePartition, dueShards } from '../store/keys.ts';

const pageSize = 100;
const pagesPerRound = 5;

/** What is due, a bounded part of it each time. Goes on where the last round ended, so that a large backlog hides nothing behind it. */
export const dueReader = (deps: Pick<Deps, 'table' | 'clock'>, kind: 'evt' | 'dlv'): (() => Promise<readonly Item[]>) => {
  const positions = new Map<number, PageKey>();
  const readShard = async (shard: number): Promise<readonly Item[]> => {
    const items: Item[] = [];
    for (let page = 0; page < pagesPerRound; page++) {
      const after = positions.get(shard);
      const found = await deps.table.query({
        index: 'second',
        partition: duePartition(kind, shard),
        // `~` sorts after every id, so that what falls due in this very millisecond is found.
        to: `${new Date(deps.clock.now()).toISOString()}#~`,
        limit: pageSize,
        ...(after && { after }),
      });
      items.push(...found.items);
      if (found.next) positions.set(shard, found.next);
      else positions.delete(shard);
      if (!found.next) break;
    }
    return items;
  };
  return async () => (await Promise.all(Array.from({ length: dueShards }, (_, shard) => readShard(shard)))).flat();
};
