import type { Deps } from '../ports/deps.ts';
import type { Item } from '../ports/table.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { type KeyRecord, keyRecord } from './record.ts';

export type StoredKey = { readonly item: Item; readonly record: KeyRecord };

/** By the public part of a token. */
export const findByPublicId = async (deps: Pick<Deps, 'table'>, publicId: string): Promise<StoredKey | undefined> => {
  const item = await deps.table.get(keys.apiKey(publicId));
  return item && { item, record: decode(keyRecord, item) };
};

/** By the key's own id, within its tenant. */
export const findById = async (deps: Pick<Deps, 'table'>, tenant: string, id: string): Promise<StoredKey | undefined> => {
  const pointer = await deps.table.get(keys.tenantKey(tenant, id));
  const publicId = pointer?.body['publicId'];
  return typeof publicId === 'string' ? findByPublicId(deps, publicId) : undefined;
};
