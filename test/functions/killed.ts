import type { Deps } from '../../lib/ports/deps.ts';
import type { World } from '../scan/world.ts';

/** Whether the last call still happens, and only its answer is lost. */
export type Death = 'before' | 'behind';

/** Lambda stops a process where it stands: no call is answered any more. `isDead` once one was not. */
export const dying = (calls: number, death: Death) => {
  let left = calls;
  const killed = (): Promise<never> => Promise.reject(new Error('killed'));
  const guard =
    <Parameters extends readonly unknown[], Answer>(call: (...parameters: Parameters) => Promise<Answer>) =>
    (...parameters: Parameters): Promise<Answer> => {
      left -= 1;
      if (left >= 0) return call(...parameters);
      return left === -1 && death === 'behind' ? call(...parameters).then(killed) : killed();
    };
  return { guard, isDead: () => left < 0 };
};

export const killedAfter = (world: Pick<World, 'deps'>, calls: number): Partial<Deps> => dyingDeps(world.deps, calls, 'before');

/** The ports of a process that dies after so many calls. */
export const dyingDeps = (
  { table, queue, images }: Pick<Deps, 'table' | 'queue' | 'images'>,
  calls: number,
  death: Death,
): Pick<Deps, 'table' | 'queue' | 'images'> & { isDead(): boolean } => {
  const { guard, isDead } = dying(calls, death);
  return {
    isDead,
    table: { get: guard(table.get), batchGet: guard(table.batchGet), query: guard(table.query), write: guard(table.write) },
    queue: { send: guard(queue.send) },
    images: { resolve: guard(images.resolve), blob: guard(images.blob) },
  };
};
