import { AppError } from '../../../model/error.ts';
import type { Egress, EgressResponse } from '../../../ports/egress.ts';
import { type Authoriser, createAuthoriser } from './authorise.ts';
import type { Credentials } from './credentials.ts';
import { asRegistryError, failureOf } from './failure.ts';
import { backoffMs, retryAfterMs } from './retry-after.ts';
import type { Endpoint } from './settings.ts';
import { createThrottle, type Throttle } from './throttle.ts';

export type RegistryRequest = {
  /** Below the repository: `/manifests/latest`. */
  readonly path: string;
  /** An address that the registry named, in place of `path`; one of another origin is sent no credentials. */
  readonly url?: string;
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly body?: Uint8Array;
  /** In words, for messages. */
  readonly what: string;
  readonly headers?: { readonly [name: string]: string };
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
};

/** Time and chance, so that tests need not wait. */
export type Pace = {
  readonly now: () => number;
  readonly random: () => number;
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export type ClientOptions = { readonly egress: Egress; readonly credentials: Credentials; readonly pace: Pace; readonly stallMs: number };

/** Asks a registry: authorised, throttled, and tried again while that can help. Answers what was done and 404; throws a typed reason for the rest. */
export type RegistryClient = { get(endpoint: Endpoint, request: RegistryRequest): Promise<EgressResponse> };

const headersTimeoutMs = 30_000;
const maxRedirects = 5;
const maxAttempts = 5;
// Longer waits belong to the queue, which does not hold a worker: the error says when to come back.
const maxTotalWaitMs = 20_000;

export const createClient = (options: ClientOptions): RegistryClient => {
  const throttle = createThrottle(options.pace.now);
  const authoriser = createAuthoriser(options);
  return {
    get: async (endpoint, request) => {
      let waited = 0;
      for (let attempt = 0; ; attempt++) {
        const held = throttle.pausedUntil(endpoint.host) - options.pace.now();
        const outcome =
          held > maxTotalWaitMs - waited
            ? heldBack(endpoint, held)
            : await once(options, { throttle, authoriser }, endpoint, request, held);
        if (outcome.kind === 'answer') return outcome.response;
        const pause = outcome.waitMs ?? backoffMs(attempt, options.pace.random());
        if (!outcome.isWorthRetrying || attempt + 1 >= maxAttempts || waited + pause > maxTotalWaitMs) throw outcome.error;
        waited += pause;
        await options.pace.wait(pause, request.signal);
      }
    },
  };
};

type Outcome =
  | { readonly kind: 'answer'; readonly response: EgressResponse }
  | { readonly kind: 'failure'; readonly error: unknown; readonly isWorthRetrying: boolean; readonly waitMs?: number };

type Parts = { readonly throttle: Throttle; readonly authoriser: Authoriser };

const heldBack = (endpoint: Endpoint, heldMs: number): Outcome => ({
  kind: 'failure',
  isWorthRetrying: false,
  error: new AppError('registry-rate-limited', `${endpoint.host} limits the rate.`, { retryAfterSeconds: Math.ceil(heldMs / 1000) }),
});

const once = async (
  options: ClientOptions,
  parts: Parts,
  endpoint: Endpoint,
  request: RegistryRequest,
  heldMs: number,
): Promise<Outcome> => {
  if (heldMs > 0) await options.pace.wait(heldMs, request.signal);
  const leave = await parts.throttle.enter(endpoint.host, endpoint.concurrency, request.signal);
  try {
    const response = await sendAuthorised(options, parts.authoriser, endpoint, request);
    const outcome = judge(options, parts.throttle, endpoint, request, response);
    if (outcome.kind === 'failure') response.body.destroy();
    else response.body.once('close', leave);
    if (outcome.kind === 'failure') leave();
    return outcome;
  } catch (error) {
    leave();
    if (request.signal?.aborted || !(error instanceof AppError)) throw error;
    const isWorthRetrying = mayRepeat(request) && (error.code === 'unavailable' || error.code === 'timed-out');
    return { kind: 'failure', error: asRegistryError(error), isWorthRetrying };
  }
};

const judge = (
  options: ClientOptions,
  throttle: Throttle,
  endpoint: Endpoint,
  request: RegistryRequest,
  response: EgressResponse,
): Outcome => {
  const { status, headers } = response;
  if (isAnswer(status, request)) return { kind: 'answer', response };
  const now = options.pace.now();
  const error = failureOf(response, { host: endpoint.host, what: request.what, verb: isReading(request) ? 'read' : 'write' }, now);
  const waitMs = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], now) : undefined;
  if (waitMs !== undefined) throttle.pause(endpoint.host, now + waitMs);
  // Storage behind a redirect refuses an address that has expired; the registry hands out a new one.
  const isExpired = (status === 401 || status === 403) && new URL(response.url).origin !== new URL(endpoint.base).origin;
  const isWorthRetrying = mayRepeat(request) && (isExpired || status === 408 || status === 429 || status >= 500);
  return { kind: 'failure', error, isWorthRetrying, ...(waitMs !== undefined && { waitMs }) };
};

/** A read that answers with anything but content is none. */
const isAnswer = (status: number, request: RegistryRequest): boolean =>
  [200, 206, 404].includes(status) || ([201, 202, 204].includes(status) && (request.url !== undefined || !isReading(request)));

const isReading = ({ method = 'GET' }: RegistryRequest): boolean => method === 'GET' || method === 'HEAD';

/** Part of a blob may have arrived: whoever sends it asks how much, and goes on from there. */
const mayRepeat = ({ method }: RegistryRequest): boolean => method !== 'PATCH';

const sendAuthorised = async (
  options: ClientOptions,
  authoriser: Authoriser,
  endpoint: Endpoint,
  request: RegistryRequest,
): Promise<EgressResponse> => {
  const url = request.url ?? endpoint.base + request.path;
  const isOurs = new URL(url).origin === new URL(endpoint.base).origin;
  const send = (authorization: string | undefined): Promise<EgressResponse> =>
    options.egress.send({
      method: request.method ?? 'GET',
      url,
      headers: { ...request.headers, ...(authorization !== undefined && { authorization }) },
      timeoutMs: headersTimeoutMs,
      stallMs: options.stallMs,
      maxRedirects,
      purpose: 'registry',
      ...(request.body !== undefined && { body: request.body }),
      ...(request.maxBytes !== undefined && { maxBytes: request.maxBytes }),
      ...(request.signal && { signal: request.signal }),
    });
  if (!isOurs) return send(undefined);
  const sent = await authoriser.remembered(endpoint, request.signal);
  const first = await send(sent);
  const challenge = first.headers['www-authenticate'];
  // A challenge from where a redirect led is not the registry's: it must not be answered.
  if (first.status !== 401 || challenge === undefined || new URL(first.url).origin !== new URL(endpoint.base).origin) return first;
  first.body.destroy();
  const answer = await authoriser.answer(endpoint, challenge, sent, request.signal);
  const second = await send(answer);
  // A password that is kept may have been rotated since. A token needs no such look, it was just given.
  if (second.status !== 401 || sent !== undefined || !answer.startsWith('Basic ')) return second;
  const newer = await authoriser.answer(endpoint, challenge, answer, request.signal).catch((error: unknown) => {
    second.body.destroy();
    throw error;
  });
  if (newer === answer) return second;
  second.body.destroy();
  return send(newer);
};
