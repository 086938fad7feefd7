import { storedJudging } from '../../../lib/scan/judging.ts';
import { runScan } from '../../../lib/scan/run.ts';
import { activeWaivers } from '../../../lib/waiver/list.ts';
import type { World } from '../harness.ts';

/** Does what a worker of the embedded home does with the jobs that are there. */
export const workOff = async ({ deps, receiver }: World): Promise<void> => {
  const judging = storedJudging(deps, { waivers: (tenant) => activeWaivers(deps, tenant) });
  for (const { job, receipt } of await receiver.receive({ max: 10, leaseSeconds: 60 })) {
    if (job.kind === 'scan') await runScan(deps, { judging, leaseMs: 15_000 }, job, new AbortController().signal);
    await receiver.done(receipt);
  }
};
