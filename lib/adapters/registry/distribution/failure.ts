import { AppError } from '../../../model/error.ts';
import type { EgressResponse } from '../../../ports/egress.ts';
import { retryAfterMs } from './retry-after.ts';

/** What was asked for, in words for a message. */
export type Wanted = { readonly host: string; readonly what: string; readonly verb?: 'read' | 'write' };

/** A registry's refusal as a typed reason. Its body is not shown: it is whatever the registry likes to say. */
export const failureOf = ({ status, headers }: EgressResponse, { host, what, verb = 'read' }: Wanted, now: number): AppError => {
  const internal = `${host} answered ${status} for ${what}`;
  switch (status) {
    case 401:
    case 403:
      return new AppError('registry-unauthorized', `${host} does not let us ${verb} ${what} (${status}).`, { internal });
    case 404:
      return new AppError('image-not-found', `${host} has no ${what}.`, { internal });
    case 429: {
      const waitMs = retryAfterMs(headers['retry-after'], now);
      return new AppError('registry-rate-limited', `${host} limits the rate${limitText(headers)}.`, {
        internal,
        retryAfterSeconds: Math.ceil((waitMs ?? 60_000) / 1000),
      });
    }
    default:
      return new AppError('registry-unavailable', `${host} answered ${status}.`, { internal });
  }
};

// Source: Docker Hub, "Pull usage and limits": `100;w=21600`.
const limitText = (headers: EgressResponse['headers']): string => {
  const [limit, remaining] = [headers['ratelimit-limit'], headers['ratelimit-remaining']];
  const isShown = (text: string | undefined): text is string => text !== undefined && /^[\d;=w ]{1,40}$/.test(text);
  return isShown(limit) && isShown(remaining) ? ` (limit ${limit}, remaining ${remaining})` : '';
};

/** The guard's and the network's own words, in the registry's terms. */
export const asRegistryError = (error: unknown): unknown => {
  if (!(error instanceof AppError) || error.code !== 'unavailable') return error;
  return new AppError('registry-unavailable', error.publicMessage, {
    cause: error,
    ...(error.internal !== undefined && { internal: error.internal }),
  });
};
