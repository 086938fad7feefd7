import * as z from 'zod';
import { AppError } from '../../model/error.ts';
import { onUse } from '../../model/on-use.ts';
import { isRecent } from '../../model/recent.ts';
import type { Deps } from '../../ports/deps.ts';
import type { TrustRule } from './trust.ts';

const publicKey = onUse(() => z.looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']), kid: z.string().exactOptional() }));
const keySet = onUse(() => z.object({ keys: z.array(z.unknown()).max(200) }));
const discovery = onUse(() => z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) }));

export type PublicKey = z.output<ReturnType<typeof publicKey>>;
export type KeySet = { readonly keys: readonly PublicKey[] };

/** An issuer's public keys. `again`: a token names a key that is not among them. Throws `unavailable` when they cannot be had. */
export type IssuerKeys = { of(rule: TrustRule, again?: boolean): Promise<KeySet> };

const freshMs = 10 * 60_000;
/** Keys that were good stay so while the issuer does not answer, and no longer. */
const keptMs = 24 * 60 * 60_000;
/** Tokens with made-up key ids must not become requests to the issuer. */
const pauseMs = 30_000;
const timeoutMs = 5_000;
const mostBytes = 256 * 1024;

type Known = {
  readonly set: KeySet | undefined;
  readonly readAt: number;
  readonly triedAt: number;
  readonly reading: Promise<KeySet> | null;
};
const nothing: Known = { set: undefined, readAt: Number.NEGATIVE_INFINITY, triedAt: Number.NEGATIVE_INFINITY, reading: null };

export const createIssuerKeys = (deps: Pick<Deps, 'egress' | 'clock' | 'log'>): IssuerKeys => {
  const known = new Map<string, Known>();
  const read = async (name: string, rule: TrustRule, before: Known): Promise<KeySet> => {
    const now = deps.clock.now();
    const reading = fetchKeys(deps, rule);
    known.set(name, { ...before, triedAt: now, reading });
    try {
      const set = await reading;
      known.set(name, { set, readAt: now, triedAt: now, reading: null });
      return set;
    } catch (error) {
      known.set(name, { ...before, triedAt: now, reading: null });
      deps.log.error('issuer keys not read', { issuer: rule.issuer, error: error instanceof AppError ? error.code : String(error) });
      if (before.set && isRecent(before.readAt, keptMs, now)) return before.set;
      throw new AppError('unavailable', 'the keys of the token issuer cannot be read now', { cause: error, retryAfterSeconds: 30 });
    }
  };
  return {
    of: async (rule, again = false) => {
      const name = rule.keys ?? rule.issuer;
      const now = deps.clock.now();
      const found = known.get(name) ?? nothing;
      if (found.reading) return found.reading;
      const isFresh = isRecent(found.readAt, freshMs, now);
      const isPaused = isRecent(found.triedAt, pauseMs, now);
      if (found.set && (isPaused || (isFresh && !again))) return found.set;
      if (isPaused) throw new AppError('unavailable', 'the keys of the token issuer cannot be read now', { retryAfterSeconds: 30 });
      return read(name, rule, found);
    },
  };
};

const fetchKeys = async (deps: Pick<Deps, 'egress'>, rule: TrustRule): Promise<KeySet> => {
  const { keys } = keySet().parse(await fetchJson(deps, rule.keys ?? (await discover(deps, rule))));
  // A shared secret among them would let whoever reads the document sign.
  return { keys: keys.flatMap((key) => publicKey().safeParse(key).data ?? []) };
};

/** Source: OpenID Connect Discovery 1.0 sections 4.1 and 4.3: the issuer in the document must be the one that was asked. */
const discover = async (deps: Pick<Deps, 'egress'>, { issuer }: TrustRule): Promise<string> => {
  const found = discovery().parse(await fetchJson(deps, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`));
  if (found.issuer !== issuer) throw new AppError('unavailable', 'the issuer calls itself by another name');
  return found.jwks_uri;
};

const fetchJson = async ({ egress }: Pick<Deps, 'egress'>, url: string): Promise<unknown> => {
  const headers = { accept: 'application/json' };
  const response = await egress.send({
    method: 'GET',
    url,
    headers,
    timeoutMs,
    stallMs: timeoutMs,
    maxBytes: mostBytes,
    purpose: 'identity',
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) chunks.push(Buffer.from(chunk));
  if (response.status !== 200) throw new AppError('unavailable', `the issuer answered ${response.status}`);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
};
