import { instant, steadyClock } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { Job } from '../ports/job-queue.ts';
import type { WriteAction } from '../ports/table.ts';
import { endActions } from './end.ts';
import { outcomeOfError } from './failure.ts';
import { enter } from './here.ts';
import { type Hold, holdLease, lookAgainMs } from './hold.ts';
import { isLive, readLease, renewLease } from './lease.ts';
import { isTerminal } from './record.ts';
import type { ScanSettings, StepContext, StepOutcome } from './step.ts';
import { steps } from './steps.table.ts';
import { type HeldScan, putScan, readScan } from './store.ts';

export type ScanJob = Job & { readonly kind: 'scan' };

/**
 * What the queue is told. `done`: this message has served its purpose, whatever became of the scan. `released`: the worker is
 * stopping and has given its lease back; deliver again at once.
 */
export type RunOutcome = { readonly kind: 'done' } | { readonly kind: 'released' };

const done: RunOutcome = { kind: 'done' };

/** Takes a scan as far as it goes. Safe to call again and again, at any time, from anywhere. Throws what nobody expected. */
export const runScan = async (deps: Deps, settings: ScanSettings, job: ScanJob, stop: AbortSignal): Promise<RunOutcome> => {
  const free = await readLease(deps, job.tenant, job.scanId);
  if (free === undefined) return done;
  const until = deps.clock.now() + settings.leaseMs;
  const lease = isLive(free, deps.clock.now()) ? undefined : await renewLease(deps, free, until, until + lookAgainMs);
  if (lease === undefined) return comeBack(deps, settings, job);
  const leave = enter(deps, job);
  const hold = holdLease(deps, settings, lease, stop);
  try {
    // A scan has so many minutes of its own: a clock that is set meanwhile takes none of them.
    const steady = { ...deps, clock: steadyClock(deps.clock) };
    return (await advance(steady, settings, job, hold)) ?? (await comeBack(deps, settings, job));
  } finally {
    leave();
    await hold.release();
  }
};

/**
 * Another worker is at it; should that one die, this message is needed. It is sent anew and not only delivered again: waiting must not
 * count towards the dead letters, where it would end a scan that is well.
 */
const comeBack = async (deps: Deps, settings: ScanSettings, job: ScanJob): Promise<RunOutcome> => {
  await deps.queue.send(job, Math.ceil(settings.leaseMs / 1000));
  return done;
};

/** Gives undefined when somebody else is at it. */
const advance = async (deps: Deps, settings: ScanSettings, job: ScanJob, hold: Hold): Promise<RunOutcome | undefined> => {
  for (let step = 0; ; step += 1) {
    const held = await readScan(deps, job.tenant, job.scanId);
    if (held === undefined) return done;
    if (isTerminal(held.record.state)) {
      if (step > 0) logEnd(deps, held);
      return done;
    }
    if (hold.reason() === 'stopping') {
      // When somebody else has moved it on meanwhile, the count is of no use any more.
      await deps.table.write([putScan(held, { releases: held.record.releases + 1 })]);
      return { kind: 'released' };
    }
    if (hold.reason() === 'lost') return undefined;
    const outcome = await runStep({ deps, settings, held, signal: hold.signal });
    if (!(await save(deps, held, outcome))) return undefined;
    if (outcome.kind !== 'retry' && outcome.kind !== 'wait') continue;
    await deps.queue.send(job, Math.ceil(outcome.afterSeconds));
    return done;
  }
};

const logEnd = ({ log, clock }: Deps, { record }: HeldScan): void => {
  const { id: scanId, tenant, requestId, state, decision, verdictId, reason, createdAt } = record;
  log.info('scan ended', {
    scanId,
    tenant,
    requestId,
    state,
    decision,
    verdictId,
    reason: reason?.code,
    ms: clock.now() - Date.parse(createdAt),
  });
};

const timedOut: StepOutcome = {
  kind: 'end',
  state: 'timed_out',
  reason: { code: 'timed-out', message: 'the scan took longer than it may' },
};

const runStep = async (context: StepContext): Promise<StepOutcome> => {
  const { deps, held, signal } = context;
  const { state, deadlineAt } = held.record;
  const remainingMs = Date.parse(deadlineAt) - deps.clock.now();
  if (remainingMs <= 0) return timedOut;
  if (isTerminal(state)) return { kind: 'conflict' };
  // Not AbortSignal.timeout: its timer would outlive the step by hours, once for each step of each scan.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), remainingMs);
  try {
    return await steps[state]({ ...context, signal: AbortSignal.any([signal, late.signal]) });
  } catch (error) {
    if (signal.aborted) return { kind: 'stopped' };
    return late.signal.aborted ? timedOut : outcomeOfError(error, context);
  } finally {
    clearTimeout(timer);
  }
};

/** False when somebody else has moved the scan on: then this outcome counts for nothing. */
const save = async (deps: Deps, held: HeldScan, outcome: StepOutcome): Promise<boolean> => {
  const updatedAt = instant(deps.clock);
  switch (outcome.kind) {
    case 'next':
      return isWritten(deps, [putScan(held, { ...outcome.change, state: outcome.state, updatedAt, attempt: 0, reason: null })]);
    case 'retry':
      return isWritten(deps, [putScan(held, { updatedAt, attempt: held.record.attempt + 1, reason: outcome.reason })]);
    case 'wait':
      return isWritten(deps, [putScan(held, { ...outcome.change, updatedAt })]);
    case 'end':
      return isWritten(deps, endActions(deps, held, outcome.state, outcome.reason));
    case 'conflict':
      return false;
    case 'written':
    case 'stopped':
      return true;
  }
};

const isWritten = async (deps: Deps, actions: readonly WriteAction[]): Promise<boolean> =>
  (await deps.table.write(actions)).kind === 'written';
