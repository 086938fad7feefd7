import * as z from 'zod';
import { indexName, typesOfEcosystem } from '../../advisory/ecosystem.ts';
import type { Digest } from '../../model/digest.ts';
import type { Advisories, AdvisoryChanges } from '../../ports/advisories.ts';
import type { Deps } from '../../ports/deps.ts';
import { keys } from '../../store/keys.ts';
import { decode } from '../../store/record.ts';
import { digestSchema } from '../../store/subject.ts';
import { entriesOf, holdersOf } from '../package-entry.ts';
import { saveBatch } from './batch.ts';

const imagesPerBatch = 50;

const judgedSetting = z.object({ database: digestSchema });

type PlanDeps = Pick<Deps, 'table' | 'queue' | 'ids' | 'clock'>;

/** `batches` were queued; undefined when the loaded database was planned for before, or none is loaded. */
export type Plan = { readonly changed: number; readonly images: number; readonly batches: number };

/**
 * Queues every stored image that a newer database speaks of otherwise. The database is noted when all batches are queued: killed before, it
 * plans anew, and what was judged again already is passed over.
 */
export const planRejudge = async (deps: PlanDeps, advisories: Advisories & AdvisoryChanges): Promise<Plan | undefined> => {
  const database = advisories.database()?.digest;
  if (database === undefined) return undefined;
  const key = keys.setting('judged-by');
  const item = await deps.table.get(key);
  const before = item === undefined ? null : decode(judgedSetting, item).database;
  if (before === database) return undefined;
  const changed = await advisories.changedSince(before);
  const images = new Map<string, Set<Digest>>();
  let batches = 0;
  for (const { ecosystem, name } of changed)
    for (const type of typesOfEcosystem(ecosystem)) await collect(deps, { type, name: indexName(type, name) }, images);
  for (const [tenant, digests] of images) {
    const listed = [...digests];
    for (let start = 0; start < listed.length; start += imagesPerBatch) {
      await saveBatch(deps, tenant, { database, images: listed.slice(start, start + imagesPerBatch), cause: 'advisory' });
      batches += 1;
    }
  }
  await deps.table.write([{ kind: 'put', item: { ...key, version: (item?.version ?? 0) + 1, body: { database } } }]);
  return { changed: changed.length, images: [...images.values()].reduce((sum, { size }) => sum + size, 0), batches };
};

/** A digest takes some hundred bytes here: a million images are a hundred megabytes. */
const collect = async (deps: PlanDeps, named: { type: string; name: string }, images: Map<string, Set<Digest>>): Promise<void> => {
  const contents = new Set<Digest>();
  for await (const { content } of entriesOf(deps.table, named)) contents.add(content);
  for (const content of contents)
    for await (const { tenant, digest } of holdersOf(deps.table, content)) {
      const known = images.get(tenant) ?? new Set<Digest>();
      images.set(tenant, known.add(digest));
    }
};
