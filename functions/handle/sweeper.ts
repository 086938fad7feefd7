import * as z from 'zod';
import type { Deps } from '../../lib/ports/deps.ts';
import { sweepReplays } from '../../lib/replay/sweep.ts';
import { sweepScans } from '../../lib/scan/sweep.ts';
import { webhookSweeper } from '../../lib/webhook/sweep.ts';
import type { LambdaContext } from '../event/context.ts';

/** Source: EventBridge user guide, scheduled rules, event. */
const scheduled = z.object({ source: z.literal('aws.events'), 'detail-type': z.literal('Scheduled Event') });

/** An attempt at a webhook takes at most this long. */
const marginMs = 20_000;
/** What many look at at once is still found by the next run. */
const mostRounds = 20;

/** What fell due and what was lost: scans whose message is gone, deliveries to try again, events that the stream did not bring. */
export const sweep =
  (deps: Deps) =>
  async (event: unknown, context: LambdaContext): Promise<{ readonly scans: number; readonly webhooks: number }> => {
    scheduled.parse(event);
    const scans = await sweepScans(deps);
    const replays = await sweepReplays(deps);
    const sweeper = webhookSweeper(deps);
    let webhooks = 0;
    for (let round = 0; round < mostRounds && context.getRemainingTimeInMillis() > marginMs; round += 1) {
      const found = await sweeper.sweep();
      await sweeper.idle();
      webhooks += found;
      if (found === 0) break;
    }
    await sweeper.stop();
    if (scans + replays + webhooks > 0) deps.log.info('sweeper swept', { scans, replays, webhooks });
    return { scans, webhooks };
  };
