import type { Deps } from '../ports/deps.ts';
import type { Item } from '../ports/table.ts';
import { attemptDelivery } from './attempt.ts';
import { readDelivery } from './delivery.ts';
import { dueReader } from './due.ts';
import { type DeliveryPlace, fanOut } from './fan-out.ts';
import { fairLanes, type LaneLimits } from './lanes.ts';
import { isReplay, replayStep } from './replay-range.ts';

export type SweeperDeps = Pick<Deps, 'table' | 'clock' | 'ids' | 'egress' | 'secrets' | 'log' | 'publicUrl'>;

/** Drains the outbox and the deliveries that are due. Any number may run over one table, in one process or many. */
export type WebhookSweeper = {
  /** Looks once for due work and starts it; slow receivers are not waited for. Gives how many items were found. Call it every second or so. */
  sweep(): Promise<number>;
  /** Resolves when everything that was started has ended. */
  idle(): Promise<void>;
  /** For a shutdown: starts nothing more and resolves when what runs has ended, in 20 seconds at most. What waits stays due. */
  stop(): Promise<void>;
};

const defaults: LaneLimits = { endpoint: 2, tenant: 64, total: 256, waiting: 500 };

export const webhookSweeper = (deps: SweeperDeps, limits: Partial<LaneLimits> = {}): WebhookSweeper => {
  const lanes = fairLanes({ ...defaults, ...limits });
  const readDeliveries = dueReader(deps, 'dlv');
  const readEvents = dueReader(deps, 'evt');
  let isStopped = false;

  const start = (place: DeliveryPlace): void => {
    const { tenant, webhookId, id } = place;
    const run = (): Promise<void> => guarded(deps, id, () => attemptDelivery(deps, place));
    if (!isStopped) lanes.add({ id: `${webhookId} ${id}`, endpoint: webhookId, tenant, run });
  };
  const sweep = async (): Promise<number> => {
    const [deliveries, events] = await Promise.all([readDeliveries(), readEvents()]);
    for (const item of deliveries) await guarded(deps, item.sk, async () => start(readDelivery(item.body)));
    for (const item of events) await guarded(deps, item.pk, async () => void (await openEvent(deps, item)).forEach(start));
    return deliveries.length + events.length;
  };
  return {
    sweep,
    idle: lanes.idle,
    stop: () => {
      isStopped = true;
      return lanes.stop();
    },
  };
};

/** The index may be behind: what is no longer due by its key is somebody's finished work. */
const openEvent = async (deps: SweeperDeps, { pk, sk }: Item): Promise<readonly DeliveryPlace[]> => {
  const item = await deps.table.get({ pk, sk });
  if (!item?.second) return [];
  return isReplay(item) ? replayStep(deps, item) : fanOut(deps, item);
};

/** One item that cannot be worked on must not stop the others; it stays due and is logged at each look. */
const guarded = async (deps: SweeperDeps, id: string, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    deps.log.error('webhook sweep-failed', { id, error: String(error) });
  }
};
