import * as z from 'zod';
import type { Deps } from '../../ports/deps.ts';
import { keys } from '../../store/keys.ts';
import { decode } from '../../store/record.ts';
import { digestSchema } from '../../store/subject.ts';

/** `database` is null where something else has changed. */
const batchSchema = z.object({
  database: digestSchema.nullable(),
  images: z.array(digestSchema),
  cause: z.enum(['advisory', 'registry']).default('advisory'),
});
export type Batch = z.infer<typeof batchSchema>;

/** Longer than any job waits. */
const keptSeconds = 7 * 24 * 60 * 60;

/** The record first: a message without one would have nothing to do. */
export const saveBatch = async (
  deps: Pick<Deps, 'table' | 'queue' | 'ids' | 'clock'>,
  tenant: string,
  batch: Batch,
  delaySeconds = 0,
): Promise<void> => {
  const batchId = deps.ids.next('bat');
  const expiresAt = Math.floor(deps.clock.now() / 1000) + keptSeconds;
  await deps.table.write([{ kind: 'put', item: { ...keys.rejudgeBatch(tenant, batchId), version: 1, body: { ...batch }, expiresAt } }]);
  await deps.queue.send({ kind: 'rejudge', tenant, batchId }, delaySeconds);
};

export const readBatch = async (deps: Pick<Deps, 'table'>, tenant: string, id: string): Promise<Batch | undefined> => {
  const item = await deps.table.get(keys.rejudgeBatch(tenant, id));
  return item && decode(batchSchema, item);
};
