import type { Deps } from '../ports/deps.ts';
import { type Lease, renewLease } from './lease.ts';
import { isTerminal } from './record.ts';
import type { ScanSettings } from './step.ts';
import { readScan } from './store.ts';

/** Why a step is asked to stop. */
export type StopReason = 'ended' | 'lost' | 'stopping';

export type Hold = { readonly signal: AbortSignal; reason(): StopReason | undefined; release(): Promise<void> };

/** Waiting in a long queue ends too. */
export const queueMs = 24 * 60 * 60_000;

/** After a worker let go, or was killed, the sweep asks this much later what became of the scan: the queue comes first. */
export const lookAgainMs = 20 * 60_000;

/** Renews the lease while a worker has the scan, and raises the signal when the work is of no use any more. */
export const holdLease = (deps: Deps, settings: ScanSettings, taken: Lease, stop: AbortSignal): Hold => {
  const controller = new AbortController();
  const { tenant, scanId } = taken.record;
  let lease = taken;
  let why: StopReason | undefined;
  const end = (reason: StopReason): void => {
    why ??= reason;
    controller.abort();
  };
  const beat = async (): Promise<void> => {
    const scan = await readScan(deps, tenant, scanId);
    if (scan === undefined || isTerminal(scan.record.state)) return end('ended');
    const until = deps.clock.now() + settings.leaseMs;
    const renewed = await renewLease(deps, lease, until, until + lookAgainMs);
    if (renewed === undefined) return end('lost');
    lease = renewed;
  };
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = beating.then(beat).catch((error: unknown) => deps.log.error('scan heartbeat failed', { scanId, error: String(error) }));
  }, settings.leaseMs / 3);
  const stopping = (): void => end('stopping');
  if (stop.aborted) stopping();
  stop.addEventListener('abort', stopping);
  return {
    signal: controller.signal,
    reason: () => why,
    release: async () => {
      clearInterval(timer);
      stop.removeEventListener('abort', stopping);
      await beating;
      await renewLease(deps, lease, 0, deps.clock.now() + lookAgainMs);
    },
  };
};
