import type http from 'node:http';
import { AppError } from '../../model/error.ts';
import type { Egress, EgressRequest, EgressResponse } from '../../ports/egress.ts';
import { lazy } from '../embedded/lazy.ts';
import type { Route } from './exchange.ts';
import { checkUrl, guardedLookup, type Resolver, systemResolver } from './guard.ts';
import { nextHop } from './redirect.ts';
import { compileRules, type Guard, type Purpose, type PurposeRules } from './rules.ts';

export type EgressOptions = {
  readonly purposes?: { readonly [purpose in Purpose]?: PurposeRules };
  /** Default: the system's resolver. */
  readonly resolver?: Resolver;
  /** Connections to one origin at a time, for one purpose. Default 32. */
  readonly socketsPerOrigin?: number;
};

type Agents = { readonly plain: http.Agent; readonly tls: http.Agent };
type Lane = { readonly guard: Guard; readonly agents: () => Promise<Agents> };

const idleMs = 15_000;

// Node's HTTP and TLS are loaded with the first request: 20 ms that a process which sends none need not pay.
const network = lazy(async () => ({ ...(await import('./agent.ts')), ...(await import('./exchange.ts')) }));

/** Outbound HTTP through the guard. Proxies of the environment are not used: they would resolve names again, unchecked. */
export const createEgress = (options: EgressOptions = {}): Egress => {
  const lanes: { readonly [purpose in Purpose]: Lane } = {
    registry: laneFor(options, 'registry'),
    webhook: laneFor(options, 'webhook'),
    advisories: laneFor(options, 'advisories'),
    identity: laneFor(options, 'identity'),
  };
  return {
    check: ({ url, purpose }) => void checkUrl(lanes[purpose].guard, parseUrl(url)),
    send: async (request) => {
      const deadline = startDeadline(request);
      try {
        return await follow(lanes[request.purpose], options.resolver ?? systemResolver, request, deadline.signal);
      } catch (error) {
        throw outcomeOf(error, request, deadline.signal);
      } finally {
        deadline.stop();
      }
    },
  };
};

const startDeadline = (request: EgressRequest): { readonly signal: AbortSignal; readonly stop: () => void } => {
  const controller = new AbortController();
  const late = setTimeout(
    () => controller.abort(new AppError('timed-out', `${hostOf(request)} did not answer in time.`)),
    request.timeoutMs,
  );
  const cancel = (): void => controller.abort(request.signal?.reason);
  if (request.signal?.aborted) cancel();
  request.signal?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(late);
      request.signal?.removeEventListener('abort', cancel);
    },
  };
};

// A pool per purpose: a kept connection to an address that one purpose allows must not serve another.
const laneFor = (options: EgressOptions, purpose: Purpose): Lane => {
  const pool = { keepAlive: true, timeout: idleMs, maxSockets: options.socketsPerOrigin ?? 32, maxFreeSockets: 8 };
  const agents = lazy(async () => {
    const { createPlainAgent, createTlsAgent } = await network();
    return { plain: createPlainAgent(pool), tls: createTlsAgent(pool) };
  });
  return { guard: compileRules(options.purposes?.[purpose]), agents };
};

const follow = async (lane: Lane, resolver: Resolver, first: EgressRequest, signal: AbortSignal): Promise<EgressResponse> => {
  const { exchange } = await network();
  const { plain, tls } = await lane.agents();
  let request = first;
  for (let hop = 0; ; hop++) {
    const url = parseUrl(request.url);
    const target = checkUrl(lane.guard, url);
    const route: Route = {
      agent: url.protocol === 'https:' ? tls : plain,
      lookup: guardedLookup(lane.guard, target, resolver),
      authority: lane.guard.authority(target),
    };
    const response = await exchange(request, url, route, signal);
    const next = nextHop(request, url, response.status, response.headers['location']);
    if (!next) return response;
    response.body.destroy();
    if (hop >= (request.maxRedirects ?? 0)) throw new AppError('unavailable', `${url.host} redirects too often.`);
    request = next;
  }
};

const parseUrl = (text: string): URL => {
  if (!URL.canParse(text)) throw new AppError('egress-refused', 'The address cannot be parsed.', { internal: text });
  return new URL(text);
};

const hostOf = ({ url }: EgressRequest): string => (URL.canParse(url) ? new URL(url).host : 'The address');

const outcomeOf = (error: unknown, request: EgressRequest, signal: AbortSignal): unknown => {
  if (signal.aborted) return signal.reason;
  if (error instanceof AppError) return error;
  // What exactly failed (refused, reset, no route) would let a caller map the network from here.
  return new AppError('unavailable', `${hostOf(request)} cannot be reached.`, { cause: error, internal: String(error) });
};
