import type { Ids } from '../ports/ids.ts';

// Seconds from a failed attempt to the next. Source: Standard Webhooks 1.0.0, "Deliverability and reliability".
const delays = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600] as const;

/** The first attempt included. */
export const maxAttempts = delays.length + 1;

const longestMs = 24 * 3600 * 1000;
const jitter = 0.2;

/** Milliseconds until the attempt after the `failed`th (from 1); undefined when that was the last. Never sooner than the receiver asked for, up to a day. */
export const nextDelayMs = (ids: Pick<Ids, 'random'>, failed: number, retryAfterMs = 0): number | undefined => {
  const seconds = delays[failed - 1];
  return seconds === undefined ? undefined : spread(ids, Math.max(seconds * 1000, Math.min(retryAfterMs, longestMs)));
};

// Pause of a whole endpoint: receivers that ask for less, or fail again and again. Doubles from a minute to an hour.
const failuresBeforePause = 5;
const shortestPauseMs = 60_000;
const longestPauseMs = 3_600_000;

/** How long nothing is sent to an endpoint after its `failures`th failure in a row; 0 when it need not rest. */
export const pauseMs = (ids: Pick<Ids, 'random'>, failures: number, isThrottled: boolean, retryAfterMs = 0): number => {
  const over = failures - failuresBeforePause;
  const own = over >= 0 ? Math.min(shortestPauseMs * 2 ** Math.min(over, 10), longestPauseMs) : 0;
  const asked = isThrottled ? Math.max(Math.min(retryAfterMs, longestMs), own) : own;
  return asked === 0 ? 0 : spread(ids, asked);
};

/** Up to a fifth later, so that deliveries that failed together are not tried together. */
const spread = (ids: Pick<Ids, 'random'>, milliseconds: number): number => {
  const [high = 0, low = 0] = ids.random(2);
  return Math.round(milliseconds * (1 + (jitter * (high * 256 + low)) / 65_536));
};

/** The header in milliseconds: seconds (Discord sends fractions) or a date. Source: RFC 9110 section 10.2.3. */
export const retryAfterMs = (header: string | undefined, now: number): number => {
  if (header === undefined) return 0;
  if (/^\s*\d{1,9}(\.\d{1,9})?\s*$/.test(header)) return Math.ceil(Number(header) * 1000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
};
