import type { Deps } from '../../lib/ports/deps.ts';
import type { World } from '../scan/world.ts';

/** Lambda stops a process where it stands: no call is answered any more. */
export const killedAfter = (world: World, calls: number): Partial<Deps> => {
  let left = calls;
  const guard =
    <Parameters extends readonly unknown[], Answer>(call: (...parameters: Parameters) => Promise<Answer>) =>
    (...parameters: Parameters): Promise<Answer> =>
      left-- > 0 ? call(...parameters) : Promise.reject(new Error('killed'));
  const { table, queue, images } = world.deps;
  return {
    table: { get: guard(table.get), batchGet: guard(table.batchGet), query: guard(table.query), write: guard(table.write) },
    queue: { send: guard(queue.send) },
    images: { resolve: guard(images.resolve), blob: guard(images.blob) },
  };
};
