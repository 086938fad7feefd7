import { setTimeout as wait } from 'node:timers/promises';
import type { AdvisoryFolder } from '../adapters/advisories/open.ts';
import type { Home } from '../adapters/embedded/home.ts';
import { type Chore, type JobOutcome, startWorker } from '../adapters/embedded/worker.ts';
import type { ApiDeps } from '../api/deps.ts';
import { sealAudit } from '../audit/seal.ts';
import { planRejudge } from '../incident/rejudge/plan.ts';
import { type RejudgeJob, runRejudge } from '../incident/rejudge/run.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { Job } from '../ports/job-queue.ts';
import { giveUpReplay } from '../replay/end.ts';
import { runReplay } from '../replay/run.ts';
import { sweepReplays } from '../replay/sweep.ts';
import { giveUpScan } from '../scan/give-up.ts';
import { storedJudging } from '../scan/judging.ts';
import { runScan } from '../scan/run.ts';
import type { ScanSettings } from '../scan/step.ts';
import { sweepScans } from '../scan/sweep.ts';
import { activeWaivers } from '../waiver/list.ts';
import { webhookSweeper } from '../webhook/sweep.ts';
import { version } from './version.ts';

/** A killed worker's scan is free again after this long. */
const leaseMs = 15_000;
const advisoriesEveryMs = 30_000;
const webhooksEveryMs = 1_000;
const scansEveryMs = 5_000;
const replaysEveryMs = 30_000;
const sealEveryMs = 2_000;
const expiryEveryMs = 60_000;
const expiredAtOnce = 500;

export const apiDeps = (deps: Deps, requestsPerMinute: number, issues?: ApiDeps['issues']): ApiDeps => ({
  ...deps,
  issues,
  version,
  requestsPerMinute,
  sleep: async (ms, signal) => void (await wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined)),
});

/** Everything of a home that runs without being asked: the worker, what falls due, webhooks, a newer advisory database. */
export type Background = { stop(): Promise<void> };

/** `more`: what else falls due, as an update of the advisories. `own`: what the administrator has given for scans. */
export const startBackground = (
  home: Home,
  advisories: AdvisoryFolder,
  more: readonly Chore[] = [],
  own: Pick<ScanSettings, 'secretRules' | 'trustedRoot'> = {},
): Background => {
  const { deps } = home;
  const settings: ScanSettings = {
    leaseMs,
    ...own,
    judging: storedJudging(deps, {
      waivers: (tenant) => activeWaivers(deps, tenant),
      advisories,
    }),
  };
  const webhooks = webhookSweeper(deps);
  const worker = startWorker({
    receiver: home.receiver,
    log: deps.log,
    handle: async ({ job }, stop) => {
      if (job.kind === 'rejudge') return rejudge(deps, settings, job, stop);
      if (job.kind === 'replay')
        return (await runReplay(deps, settings.judging, job, stop)) === 'done' ? { kind: 'done' } : again(deps, job);
      if (job.kind !== 'scan') return unknownJob(deps, job);
      const outcome = await runScan(deps, settings, job, stop);
      return outcome.kind === 'done' ? outcome : { kind: 'again', afterSeconds: 0 };
    },
    giveUp: async ({ job }) => (job.kind === 'replay' ? giveUpReplay(deps, job) : job.kind !== 'scan' || giveUpScan(deps, job)),
    chores: [
      { name: 'webhook sweep', everyMs: webhooksEveryMs, run: webhooks.sweep },
      { name: 'audit seal', everyMs: sealEveryMs, run: () => sealAudit(deps) },
      { name: 'scan sweep', everyMs: scansEveryMs, run: () => sweepScans(deps) },
      { name: 'replay sweep', everyMs: replaysEveryMs, run: () => sweepReplays(deps) },
      { name: 'advisories refresh', everyMs: advisoriesEveryMs, run: () => refresh(deps, advisories) },
      { name: 'expiry', everyMs: expiryEveryMs, run: async () => home.deleteExpired(expiredAtOnce) },
      ...more,
    ],
  });
  home.onJob(worker.wake);
  return { stop: async () => void (await Promise.all([worker.stop(), webhooks.stop()])) };
};

/** Sent anew and not only delivered again: a long replay must not count towards the dead letters. */
const again = async (deps: Deps, job: Job): Promise<JobOutcome> => {
  await deps.queue.send(job);
  return { kind: 'done' };
};

/** A message of another version of the product: kept out of the way, said once. */
const unknownJob = (deps: Deps, job: Job): { readonly kind: 'done' } => {
  deps.log.error('worker job unknown', { kind: job.kind, at: instant(deps.clock) });
  return { kind: 'done' };
};

const rejudge = async (deps: Deps, { judging }: ScanSettings, job: RejudgeJob, stop: AbortSignal): Promise<JobOutcome> => {
  const outcome = await runRejudge(deps, judging, job, stop);
  if (outcome === 'stopped') return { kind: 'again', afterSeconds: 0 };
  deps.log.info('images judged again', { tenant: job.tenant, ...outcome });
  return { kind: 'done' };
};

const refresh = async (deps: Deps, advisories: AdvisoryFolder): Promise<void> => {
  const state = await advisories.refresh();
  if (state.kind === 'refused') deps.log.error('advisories refused', { reason: state.reason });
  if (state.kind === 'opened')
    deps.log.info('advisories opened', { digest: advisories.database()?.digest, builtAt: advisories.database()?.builtAt });
  const plan = await planRejudge(deps, advisories);
  if (plan) deps.log.info('images queued to be judged again', { ...plan });
};
