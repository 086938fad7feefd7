import { sealAudit } from '../../lib/audit/seal.ts';
import type { Deps } from '../../lib/ports/deps.ts';
import { sweepReplays } from '../../lib/replay/sweep.ts';
import { sweepScans } from '../../lib/scan/sweep.ts';
import { webhookSweeper } from '../../lib/webhook/sweep.ts';
import type { LambdaContext } from '../event/context.ts';
import { scheduledRun } from '../event/schedule.ts';

/** An attempt at a webhook takes at most this long. */
const marginMs = 20_000;
/** What many look at at once is still found by the next run. */
const mostRounds = 20;

export type Swept = { readonly scans: number; readonly replays: number; readonly webhooks: number; readonly sealed: number };

/**
 * What fell due and what was lost: scans whose message is gone, deliveries to try again, events that the stream did not bring, audit records that
 * are not in their chain yet.
 */
export const sweep =
  (deps: Deps) =>
  async (event: unknown, context: LambdaContext): Promise<Swept> => {
    scheduledRun(event);
    const scans = await sweepScans(deps);
    const replays = await sweepReplays(deps);
    const sealed = await sealAll(deps, context);
    const sweeper = webhookSweeper(deps);
    let webhooks = 0;
    for (let round = 0; round < mostRounds && context.getRemainingTimeInMillis() > marginMs; round += 1) {
      const found = await sweeper.sweep();
      await sweeper.idle();
      webhooks += found;
      if (found === 0) break;
    }
    await sweeper.stop();
    if (scans + replays + webhooks + sealed > 0) deps.log.info('sweeper swept', { scans, replays, webhooks, sealed });
    return { scans, replays, webhooks, sealed };
  };

const sealAll = async (deps: Deps, context: LambdaContext): Promise<number> => {
  let sealed = 0;
  for (let round = 0; round < mostRounds && context.getRemainingTimeInMillis() > marginMs; round += 1) {
    const some = await sealAudit(deps);
    sealed += some;
    if (some === 0) break;
  }
  return sealed;
};
