import { type Caller, requireScope } from '../model/actor.ts';
import type { Deps } from '../ports/deps.ts';
import type { PageKey } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { findById } from './find.ts';
import { type KeyView, keyRecord, viewKey } from './record.ts';

export type KeyPage = { readonly items: readonly KeyView[]; readonly next?: PageKey };

/** Newest first; revoked and expired keys stay in the list. `limit` is 1 to 100. */
export const listKeys = async (
  deps: Pick<Deps, 'table' | 'clock'>,
  caller: Caller,
  input: { readonly limit: number; readonly after?: PageKey | undefined },
): Promise<KeyPage> => {
  requireScope(caller, 'key:read');
  const page = await deps.table.query({
    partition: keys.tenantKey(caller.tenant, 'key').pk,
    descending: true,
    limit: input.limit,
    ...(input.after && { after: input.after }),
  });
  const publicIds = page.items.flatMap(({ body }) => (typeof body['publicId'] === 'string' ? [body['publicId']] : []));
  const found = publicIds.length === 0 ? [] : await deps.table.batchGet(publicIds.map((publicId) => keys.apiKey(publicId)));
  return { items: found.map((item) => viewKey(decode(keyRecord, item), deps.clock.now())), ...(page.next && { next: page.next }) };
};

export const getKey = async (deps: Pick<Deps, 'table' | 'clock'>, caller: Caller, id: string): Promise<KeyView | undefined> => {
  requireScope(caller, 'key:read');
  const stored = await findById(deps, caller.tenant, id);
  return stored && viewKey(stored.record, deps.clock.now());
};
