import type { JWTPayload } from 'jose';
import { type Digest, sha256 } from '../../model/digest.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Deps } from '../../ports/deps.ts';
import type { Identity } from '../identity.ts';
import { createIssuerKeys, type IssuerKeys } from './keys.ts';
import { algorithms, meets, type TrustRule } from './trust.ts';

const form = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;
const clockToleranceSeconds = 30;

/** Undefined for anything but a token that one of the rules takes: why is nobody's business. Throws `unavailable` without the issuer's keys. */
export type IdentifyFederated = (token: string) => Promise<Identity | undefined>;

type FederationDeps = Pick<Deps, 'egress' | 'clock' | 'log'>;

export const createIdentifyFederated = (deps: FederationDeps, rules: readonly TrustRule[]): IdentifyFederated => {
  const keys = createIssuerKeys(deps);
  return async (token) => {
    if (rules.length === 0 || !form.test(token)) return undefined;
    // Not verified yet: it only chooses whose keys are asked, and those are the configured issuers'.
    const issuer = claimedIssuer(token);
    for (const rule of rules.filter((one) => one.issuer === issuer)) {
      const payload = await verified(deps, keys, rule, token);
      if (payload && meets(rule, payload)) return identityOf(rule, payload);
    }
    return undefined;
  };
};

const claimedIssuer = (token: string): unknown => {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isObject(payload) ? payload['iss'] : undefined;
  } catch {
    return undefined;
  }
};

const verified = async (deps: FederationDeps, keys: IssuerKeys, rule: TrustRule, token: string): Promise<JsonObject | undefined> => {
  // Loaded when the first token comes: a process that only knows keys starts without it.
  const jose = await import('jose');
  const options = {
    issuer: rule.issuer,
    audience: rule.audience,
    algorithms: [...algorithms],
    requiredClaims: ['exp', 'sub'],
    clockTolerance: clockToleranceSeconds,
    currentDate: new Date(deps.clock.now()),
  };
  const attempt = async (again: boolean): Promise<JWTPayload> => {
    const set = await keys.of(rule, again);
    return (await jose.jwtVerify(token, jose.createLocalJWKSet({ keys: [...set.keys] }), options)).payload;
  };
  const claims = async (): Promise<JWTPayload> => {
    try {
      return await attempt(false);
    } catch (error) {
      // The issuer may have a new key since.
      if (error instanceof jose.errors.JWKSNoMatchingKey) return attempt(true);
      throw error;
    }
  };
  try {
    const payload: unknown = await claims();
    return isObject(payload) ? payload : undefined;
  } catch (error) {
    if (error instanceof jose.errors.JOSEError) return undefined;
    throw error;
  }
};

const identityOf = (rule: TrustRule, payload: JsonObject): Identity => {
  const { tenant, issuer, scopes, requestsPerMinute } = rule;
  const subject = String(payload['sub']);
  return {
    tenant,
    quotaName: quotaName(issuer, subject),
    actor: { kind: 'federated', issuer, subject },
    scopes: [...scopes],
    requestsPerMinute,
  };
};

// A subject may hold anything, and a key of the store may not.
const quotaName = (issuer: string, subject: string): Digest => sha256(JSON.stringify([issuer, subject]));
