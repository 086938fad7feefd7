import { AppError, type ErrorCode } from '../model/error.ts';
import type { Json } from '../model/json.ts';
import { type Decision, decisions } from '../model/verdict.ts';
import { type ExitCode, exitCodes } from './exit.ts';

export type RemoteOptions = { readonly format: string; readonly failOn: 'warn' | 'deny'; readonly onError: 'allow' | 'deny' | 'unknown' };

export const isDecision = (text: string | undefined): text is Decision => decisions.some((decision) => decision === text);

export const showJson = (value: Json): string => JSON.stringify(value, null, 2);

/** The same codes whether the verdict was made here or there. */
export const exitOfDecision = (
  decision: Decision,
  { failOn, onError }: Pick<RemoteOptions, 'failOn' | 'onError'>,
  isUnsupported = false,
): ExitCode => {
  switch (decision) {
    case 'allow':
      return exitCodes.allow;
    case 'warn':
      return failOn === 'warn' ? exitCodes.deny : exitCodes.allow;
    case 'deny':
      return exitCodes.deny;
    case 'unknown':
      if (onError !== 'unknown') return exitCodes[onError];
      return isUnsupported ? exitCodes.unsupported : exitCodes.undecided;
  }
};

/** The same, and says it when `--on-error` decided: an exit code of 0 after UNKNOWN has to be told. */
export const endOfDecision = (decision: Decision, options: Pick<RemoteOptions, 'failOn' | 'onError'>, isUnsupported = false): ExitCode => {
  if (decision === 'unknown' && options.onError !== 'unknown')
    process.stderr.write(
      `plimsoll: not decided: --on-error ${options.onError} ${options.onError === 'allow' ? 'lets it go' : 'stops it'}\n`,
    );
  return exitOfDecision(decision, options, isUnsupported);
};

/** Something did not answer: the change may be fine, nobody could tell. */
const outages: ReadonlySet<ErrorCode> = new Set(['registry-unavailable', 'registry-rate-limited', 'timed-out', 'unavailable']);

/** An outage, or an image that cannot be inspected, ends as `--on-error` says, like any other change that could not be decided. */
export const orUndecided = async (options: Pick<RemoteOptions, 'failOn' | 'onError'>, work: () => Promise<ExitCode>): Promise<ExitCode> => {
  try {
    return await work();
  } catch (error) {
    const isUnsupported = error instanceof AppError && error.code === 'image-unsupported';
    if (!(error instanceof AppError) || !(isUnsupported || outages.has(error.code))) throw error;
    process.stderr.write(`plimsoll: ${error.publicMessage}\n`);
    return endOfDecision('unknown', options, isUnsupported);
  }
};
