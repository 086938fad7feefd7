import * as z from 'zod';
import type { Deps } from '../ports/deps.ts';
import { readDue } from '../store/due.ts';
import { decode } from '../store/record.ts';
import { hasEnded } from './record.ts';
import { sendReplay } from './send.ts';
import { putReplay, readReplay } from './store.ts';

const perShard = 10;
const named = z.object({ tenant: z.string(), id: z.string() });

/** Replays that nobody has moved on for minutes: their message may be lost. Gives how many it sent again. */
export const sweepReplays = async (deps: Deps): Promise<number> => {
  let sent = 0;
  for (const item of await readDue(deps.table, 'rpl', deps.clock.now(), perShard)) {
    const { tenant, id } = decode(named, item);
    // The index may be stale: what counts is the record as it is now.
    const held = await readReplay(deps, tenant, id);
    if (held === undefined || hasEnded(held.record.state) || held.version !== item.version) continue;
    if ((await deps.table.write([putReplay(deps, held, {})])).kind === 'conflict') continue;
    await sendReplay(deps, held.record);
    sent += 1;
  }
  return sent;
};
