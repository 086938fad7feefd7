import * as z from 'zod';
import type { JsonObject } from '../model/json.ts';

/** How an endpoint has answered of late. Written only when it changes, so that a healthy endpoint's record is never hot. */
export type Health = { readonly failures: number; readonly failingSince: string | null; readonly pausedUntil: string | null };

export const healthy: Health = { failures: 0, failingSince: null, pausedUntil: null };

const schema = z.object({ failures: z.int(), failingSince: z.string().nullable(), pausedUntil: z.string().nullable() });

/** What cannot be read counts as healthy: the next attempt tells. */
export const readHealth = (body: JsonObject | undefined): Health => {
  const parsed = schema.safeParse(body);
  return parsed.success ? parsed.data : healthy;
};

export const isPaused = (health: Health, now: number): boolean => health.pausedUntil !== null && Date.parse(health.pausedUntil) > now;

// Longer than the retries of one delivery last.
const failingDays = 5;
const failuresBeforeDisabling = 10;

/** Long failure: nothing but failures for five days, and enough of them to say so. */
export const hasFailedLong = (health: Health, now: number): boolean =>
  health.failingSince !== null &&
  health.failures >= failuresBeforeDisabling &&
  now - Date.parse(health.failingSince) >= failingDays * 86_400_000;
