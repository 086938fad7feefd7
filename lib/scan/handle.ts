import type { Deps } from '../ports/deps.ts';
import { runScan, type ScanJob } from './run.ts';
import type { ScanSettings } from './step.ts';

/** What a queue does with the message afterwards; `again` after 0 seconds gives it back. */
export type HandledScan = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterSeconds: number };

export const handleScan = async (deps: Deps, settings: ScanSettings, job: ScanJob, stop: AbortSignal): Promise<HandledScan> => {
  const outcome = await runScan(deps, settings, job, stop);
  switch (outcome.kind) {
    case 'done':
      return { kind: 'done' };
    case 'busy':
      return { kind: 'again', afterSeconds: outcome.retryAfterSeconds };
    case 'released':
      return { kind: 'again', afterSeconds: 0 };
  }
};
