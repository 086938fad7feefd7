import { AppError, type ErrorCode } from '../model/error.ts';
import type { EndReason } from './record.ts';
import type { StepContext, StepOutcome } from './step.ts';

const mostAttempts = 6;
const longestWaitSeconds = 300;

/** What may be otherwise in a moment. All else is as it is, and trying again would only cost. */
const passing: ReadonlySet<ErrorCode> = new Set(['registry-rate-limited', 'registry-unavailable', 'unavailable', 'timed-out']);

export const isPassing = (code: EndReason['code']): boolean => code !== 'cancelled' && passing.has(code);

/** What a step's error means for its scan. What nobody expected is thrown on: the queue delivers it again, and at last to the dead letters. */
export const outcomeOfError = (error: unknown, { deps, held }: StepContext): StepOutcome => {
  if (!(error instanceof AppError) || error.code === 'internal') throw error;
  const reason = { code: error.code, message: error.publicMessage };
  if (error.code === 'image-unsupported') return { kind: 'end', state: 'unsupported', reason };
  const attempt = held.record.attempt + 1;
  const afterSeconds = waitSeconds(attempt, deps.ids.random(1)[0] ?? 0, error.retryAfterSeconds);
  const isInTime = deps.clock.now() + afterSeconds * 1000 < Date.parse(held.record.deadlineAt);
  if (isPassing(error.code) && attempt < mostAttempts && isInTime) return { kind: 'retry', afterSeconds, reason };
  return { kind: 'end', state: 'failed', reason };
};

/** 2, 4, 8 … seconds, each between half and all of it so that scans that failed together do not come back together. */
const waitSeconds = (attempt: number, random: number, asked = 0): number => {
  const backOff = Math.min(longestWaitSeconds, 2 ** attempt) * (0.5 + random / 510);
  return Math.min(longestWaitSeconds, Math.max(backOff, asked));
};
