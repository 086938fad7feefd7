import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../../model/error.ts';
import type { Egress } from '../../../ports/egress.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { basicHeader, type Credential, type Credentials } from './credentials.ts';
import type { Endpoint } from './settings.ts';
import { createTokens, type Tokens } from './token.ts';

/** Turns a registry's challenges into `Authorization` headers. */
export type Authoriser = {
  /** What a repository asked for before, so that not every request is refused first. */
  remembered(endpoint: Endpoint, signal?: AbortSignal): Promise<string | undefined>;
  /** Answers a challenge to a request that carried `sent`. Throws `registry-unauthorized` when there is no answer to it. */
  answer(endpoint: Endpoint, header: string, sent: string | undefined, signal?: AbortSignal): Promise<string>;
};

type Parts = { readonly egress: Egress; readonly credentials: Credentials; readonly pace: { readonly now: () => number } };

const maxRemembered = 1000;

export const createAuthoriser = ({ egress, credentials, pace }: Parts): Authoriser => {
  const tokens = createTokens(egress, pace.now);
  const challenges = new Map<string, readonly Challenge[]>();
  const authorise = async (
    endpoint: Endpoint,
    offered: readonly Challenge[],
    isRefused: boolean,
    signal?: AbortSignal,
  ): Promise<string> => {
    const credential = await credentials(endpoint.host, signal, isRefused);
    try {
      return await headerFor(tokens, endpoint, offered, credential, signal);
    } catch (error) {
      if (isRefused || credential === undefined || !(error instanceof AppError) || error.code !== 'registry-unauthorized') throw error;
      // The realm does not take it: it may have been rotated since it was read.
      const newer = await credentials(endpoint.host, signal, true);
      if (isDeepStrictEqual(newer, credential)) throw error;
      return headerFor(tokens, endpoint, offered, newer, signal);
    }
  };
  return {
    remembered: async (endpoint, signal) => {
      const offered = challenges.get(endpoint.base);
      return offered && authorise(endpoint, offered, false, signal);
    },
    answer: async (endpoint, header, sent, signal) => {
      const offered = parseChallenges(header);
      if (sent?.startsWith('Bearer ')) tokens.forget(sent.slice('Bearer '.length));
      if (challenges.size >= maxRemembered) challenges.clear();
      challenges.set(endpoint.base, offered);
      return authorise(endpoint, offered, sent !== undefined, signal);
    },
  };
};

const headerFor = async (
  tokens: Tokens,
  endpoint: Endpoint,
  offered: readonly Challenge[],
  credential: Credential | undefined,
  signal: AbortSignal | undefined,
): Promise<string> => {
  const bearer = offered.find(({ scheme }) => scheme === 'bearer');
  if (bearer && credential?.kind === 'bearer') return `Bearer ${credential.token}`;
  if (bearer) return `Bearer ${await tokens.get(endpoint, bearer, credential, signal)}`;
  if (credential?.kind === 'basic' && offered.some(({ scheme }) => scheme === 'basic')) return basicHeader(credential);
  throw new AppError('registry-unauthorized', `${endpoint.host} wants a login for ${endpoint.repository}.`);
};
