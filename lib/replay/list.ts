import * as z from 'zod';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import type { Decision } from '../model/verdict.ts';
import type { Deps } from '../ports/deps.ts';
import { keys, lists } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { type Listed, type PageRequest, readList } from '../store/time-list.ts';
import { type ReplayChange, type ReplayView, replayRecord, viewReplay } from './record.ts';
import { findReplay, readPage } from './store.ts';

/** Throws AppError `not-found`. */
export const getReplay = async (deps: Pick<Deps, 'table' | 'clock'>, caller: Caller, id: string): Promise<ReplayView> => {
  requireScope(caller, 'verdict:read');
  return viewReplay((await findReplay(deps, caller.tenant, id)).record);
};

/** Replays as they are now, newest first. */
export const listReplays = async (
  deps: Pick<Deps, 'table' | 'clock'>,
  caller: Caller,
  { limit, after }: PageRequest,
): Promise<Listed<ReplayView>> => {
  requireScope(caller, 'verdict:read');
  const page = await readList(deps.table, { tenant: caller.tenant, list: lists.replays, limit, after });
  const found = await deps.table.batchGet(page.items.map(({ sk }) => keys.replay(caller.tenant, sk)));
  return { ...page, items: found.map((item) => viewReplay(decode(replayRecord, item))) };
};

const place = z.object({ page: z.int(), index: z.int() });

/** Verdicts that would be others, newest first, as far as the replay has come. Throws `not-found`, `invalid-cursor`. */
export const listChanges = async (
  deps: Pick<Deps, 'table' | 'clock'>,
  caller: Caller,
  input: PageRequest & { readonly id: string; readonly becomes?: Decision | undefined },
): Promise<Listed<ReplayChange>> => {
  requireScope(caller, 'verdict:read');
  const { record } = await findReplay(deps, caller.tenant, input.id);
  const from = input.after === undefined ? { page: 0, index: 0 } : placeOf(input.after);
  const items: ReplayChange[] = [];
  for (let page = from.page; page < record.pages; page += 1) {
    const changes = await readPage(deps, caller.tenant, input.id, page);
    for (const [index, change] of changes.entries()) {
      if (page === from.page && index < from.index) continue;
      if (items.length === input.limit) return { items, next: { page, index } };
      if (input.becomes === undefined || change.after === input.becomes) items.push(change);
    }
  }
  return { items };
};

const placeOf = (after: JsonObject): z.infer<typeof place> => {
  const parsed = place.safeParse(after);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-cursor', 'this cursor is of another list');
};
