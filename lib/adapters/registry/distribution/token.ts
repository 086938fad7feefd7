import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../../../model/error.ts';
import { numberAt, stringAt } from '../../../model/json.ts';
import type { Egress, EgressResponse } from '../../../ports/egress.ts';
import { parseObject } from '../json.ts';
import type { Challenge } from './challenge.ts';
import { basicHeader, type Credential } from './credentials.ts';
import { failureOf } from './failure.ts';
import type { Endpoint } from './settings.ts';

export type Tokens = {
  /** A token for pulling from this repository, cached until shortly before it ends. */
  get(endpoint: Endpoint, challenge: Challenge, credential: Credential | undefined, signal?: AbortSignal): Promise<string>;
  forget(token: string): void;
};

type Kept = { readonly token: string; readonly endsAt: number };

// Source: Docker, "Token Authentication Specification": 60 s when the server does not say.
const defaultSeconds = 60;
const skewSeconds = 10;
const maxKept = 1000;
const maxAnswerBytes = 256 * 1024;
const maxTokenLength = 16 * 1024;
const timeoutMs = 30_000;

export const createTokens = (egress: Egress, now: () => number): Tokens => {
  const kept = new Map<string, Kept>();
  return {
    get: async (endpoint, challenge, credential, signal) => {
      const realm = realmOf(endpoint, challenge);
      const known = mayBeTold(endpoint, realm) ? credential : undefined;
      const question = { realm, service: challenge.parameters['service'], scope: scopeOf(endpoint, challenge) };
      const key = createHash('sha256')
        .update(JSON.stringify([realm.href, question.service, question.scope, known]))
        .digest('hex');
      const found = kept.get(key);
      if (found && found.endsAt > now()) return found.token;
      const answer = await ask(egress, endpoint, question, known, { signal, now });
      if (kept.size >= maxKept) kept.clear();
      kept.set(key, { token: answer.token, endsAt: now() + Math.max(0, answer.seconds - skewSeconds) * 1000 });
      return answer.token;
    },
    forget: (token) => {
      for (const [key, one] of kept) if (one.token === token) kept.delete(key);
    },
  };
};

type Question = { readonly realm: URL; readonly service: string | undefined; readonly scope: string };

const realmOf = (endpoint: Endpoint, { parameters }: Challenge): URL => {
  const text = parameters['realm'] ?? '';
  if (!URL.canParse(text)) throw new AppError('registry-unauthorized', `${endpoint.host} asks for a token and does not say where.`);
  return new URL(text);
};

// The registry asks for what it likes; we ask for no more than what is to be done with this repository. Public ECR's scope is the bare word "aws".
const scopeOf = (endpoint: Endpoint, { parameters }: Challenge): string => {
  const asked = parameters['scope'] ?? '';
  return asked !== '' && !asked.includes(':') ? asked : `repository:${endpoint.repository}:${endpoint.access ?? 'pull'}`;
};

/**
 * Whether a realm may see the registry's credentials: the registry's own host, one above or below it, or one that the administrator named.
 * A realm elsewhere is asked as a stranger.
 */
const mayBeTold = (endpoint: Endpoint, realm: URL): boolean => {
  const registry = new URL(endpoint.base).hostname;
  const host = realm.hostname;
  if (host === registry || endpoint.realms.includes(host) || endpoint.realms.includes(realm.host)) return true;
  return host.endsWith(`.${registry}`) || (host.includes('.') && registry.endsWith(`.${host}`));
};

type Context = { readonly signal: AbortSignal | undefined; readonly now: () => number };

const ask = async (
  egress: Egress,
  endpoint: Endpoint,
  question: Question,
  credential: Credential | undefined,
  { signal, now }: Context,
): Promise<{ readonly token: string; readonly seconds: number }> => {
  const response = await egress.send({
    ...requestFor(question, credential),
    timeoutMs,
    maxBytes: maxAnswerBytes,
    maxRedirects: 2,
    purpose: 'registry',
    ...(signal && { signal }),
  });
  const answer = await readAnswer(response, endpoint, now);
  const token = stringAt(answer, 'token') ?? stringAt(answer, 'access_token') ?? '';
  // It goes into a header: nothing that could end one.
  if (token.length > maxTokenLength || !/^[\x21-\x7e]+$/.test(token)) throw unusable(endpoint);
  return { token, seconds: numberAt(answer, 'expires_in') ?? defaultSeconds };
};

const readAnswer = async (response: EgressResponse, endpoint: Endpoint, now: () => number): Promise<ReturnType<typeof parseObject>> => {
  if (response.status !== 200) {
    response.body.destroy();
    const status = response.status === 400 || response.status === 404 ? 401 : response.status;
    throw failureOf({ ...response, status }, { host: endpoint.host, what: endpoint.repository }, now());
  }
  return parseObject(await buffer(response.body), 'token', 'registry-unavailable');
};

const unusable = (endpoint: Endpoint): AppError =>
  new AppError('registry-unavailable', `${endpoint.host} gave a token that cannot be used.`);

type TokenRequest = {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
};

const requestFor = ({ realm, service, scope }: Question, credential: Credential | undefined): TokenRequest => {
  const parameters = Object.entries({ ...(service !== undefined && { service }), scope });
  // Source: Docker, "Token Authentication: OAuth2": refresh tokens are posted, never put into an address.
  if (credential?.kind === 'identity-token') {
    const form = { grant_type: 'refresh_token', client_id: 'plimsoll', refresh_token: credential.token };
    const body = new URLSearchParams([...parameters, ...Object.entries(form)]).toString();
    return { method: 'POST', url: realm.href, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body };
  }
  const url = new URL(realm);
  for (const [name, value] of parameters) url.searchParams.append(name, value);
  return { method: 'GET', url: url.href, headers: credential?.kind === 'basic' ? { authorization: basicHeader(credential) } : {} };
};
