import * as z from 'zod';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item, WriteAction } from '../ports/table.ts';
import { loadDocument, savedDocument } from '../store/document.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { hasEnded, type ReplayChange, type ReplayRecord, replayChange, replayRecord } from './record.ts';

export type HeldReplay = { readonly record: ReplayRecord; readonly version: number };

const keptSeconds = 90 * 86_400;
/** Nobody has moved it on for this long: its message may be lost. */
const lookAgainMs = 5 * 60_000;

/** The record as it is kept: due to be looked at until it has ended, and gone after three months. */
export const replayItem = (deps: Pick<Deps, 'clock'>, record: ReplayRecord, version: number): Item => ({
  ...keys.replay(record.tenant, record.id),
  version,
  body: record,
  expiresAt: expiryOf(record),
  ...(!hasEnded(record.state) && { second: keys.due(record.id, deps.clock.now() + lookAgainMs) }),
});

export const expiryOf = ({ createdAt }: ReplayRecord): number => Math.floor(Date.parse(createdAt) / 1000) + keptSeconds;

/** Writes only over what was read: of two workers that did the same page one is too late. */
export const putReplay = (deps: Pick<Deps, 'clock'>, held: HeldReplay, change: Partial<ReplayRecord>): WriteAction => ({
  kind: 'put',
  when: { version: held.version },
  item: replayItem(deps, { ...held.record, ...change, updatedAt: new Date(deps.clock.now()).toISOString() }, held.version + 1),
});

export const readReplay = async (deps: Pick<Deps, 'table' | 'clock'>, tenant: string, id: string): Promise<HeldReplay | undefined> => {
  const item = await deps.table.get(keys.replay(tenant, id));
  return item && isKept(item, deps.clock.now()) ? { record: decode(replayRecord, item), version: item.version } : undefined;
};

const isKept = ({ expiresAt }: Item, now: number): boolean => expiresAt === undefined || expiresAt * 1000 > now;

/** As `readReplay`, for callers: throws AppError `not-found`. */
export const findReplay = async (deps: Pick<Deps, 'table' | 'clock'>, tenant: string, id: string): Promise<HeldReplay> => {
  const held = await readReplay(deps, tenant, id);
  if (held === undefined) throw new AppError('not-found', 'there is no such replay');
  return held;
};

const pageRecord = z.object({ document: savedDocument });
const changeList = z.array(replayChange);

export const readPage = async (deps: Pick<Deps, 'table'>, tenant: string, id: string, page: number): Promise<readonly ReplayChange[]> => {
  const key = keys.replayPage(tenant, id, page);
  const item = await deps.table.get(key);
  if (item === undefined) return [];
  return changeList.parse(await loadDocument(deps.table, key, decode(pageRecord, item).document));
};
