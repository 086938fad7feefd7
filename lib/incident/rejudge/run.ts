import * as z from 'zod';
import type { Digest } from '../../model/digest.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Job } from '../../ports/job-queue.ts';
import type { Judging } from '../../scan/step.ts';
import { keys } from '../../store/keys.ts';
import { decode } from '../../store/record.ts';
import { itemsOf } from '../package-entry.ts';
import { readBatch } from './batch.ts';
import { rejudgeVerdict } from './verdict.ts';

export type RejudgeJob = Job & { readonly kind: 'rejudge' };

/** How many verdicts said something else, how many the same, and how many were passed over: judged already, or without their evidence. */
export type RejudgeOutcome = { readonly changed: number; readonly unchanged: number; readonly passed: number };

const pointer = z.object({ verdictId: z.string() });

/** Judges each image of a batch anew, by every policy that judged it, from stored evidence. Safe to repeat, and to stop: `stop` ends it between verdicts. */
export const runRejudge = async (deps: Deps, judging: Judging, job: RejudgeJob, stop: AbortSignal): Promise<RejudgeOutcome | 'stopped'> => {
  const counts = { changed: 0, unchanged: 0, passed: 0 };
  const batch = await readBatch(deps, job.tenant, job.batchId);
  const seen = new Set<string>();
  for (const image of batch?.images ?? [])
    for (const verdictId of await latestOf(deps, job.tenant, image)) {
      if (seen.has(verdictId)) continue;
      seen.add(verdictId);
      if (stop.aborted) return 'stopped';
      counts[await rejudgeVerdict(deps, judging, { tenant: job.tenant, verdictId, cause: batch?.cause ?? 'advisory' })] += 1;
    }
  return counts;
};

const latestOf = async (deps: Deps, tenant: string, image: Digest): Promise<readonly string[]> => {
  const ids: string[] = [];
  const { pk, sk } = keys.latest(tenant, image, '');
  for await (const item of itemsOf(deps.table, pk, { prefix: sk })) ids.push(decode(pointer, item).verdictId);
  return ids;
};
