import * as z from 'zod';
import type { ApiDeps } from './deps.ts';

/** Below the 29 s after which API gateways give up. */
const longestSeconds = 25;
const shortestPauseMs = 100;
const longestPauseMs = 1000;

export const waitQuery = z.coerce.number().int().min(0).max(3600).optional().describe('Wait this many seconds for the end, at most 25');

/** `?wait=` outranks `Prefer: wait=`. Source: RFC 7240 section 4.3. */
export const secondsToWait = (request: Request, query: number | undefined): number => {
  const preferred = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(request.headers.get('prefer') ?? '')?.[1];
  return Math.min(query ?? Number(preferred ?? 0), longestSeconds);
};

export const preferenceApplied = (request: Request, seconds: number): { readonly [name: string]: string } =>
  request.headers.has('prefer') && seconds > 0 ? { 'preference-applied': `wait=${seconds}` } : {};

/** Reads until it is done, time is up or the caller has gone; gives what it read last. Pauses grow, so that long waits cost few reads. */
export const readUntil = async <T>(
  { clock, sleep }: Pick<ApiDeps, 'clock' | 'sleep'>,
  wait: { readonly seconds: number; readonly signal: AbortSignal },
  read: () => Promise<T>,
  isDone: (value: T) => boolean,
): Promise<T> => {
  const until = clock.now() + wait.seconds * 1000;
  for (let pauseMs = shortestPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const value = await read();
    const leftMs = until - clock.now();
    // A clock that was put back must not make the wait longer than it may be.
    if (isDone(value) || leftMs <= 0 || leftMs > wait.seconds * 1000 || wait.signal.aborted) return value;
    await sleep(Math.min(pauseMs, leftMs), wait.signal);
  }
};
