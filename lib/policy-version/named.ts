import type { Digest } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import type { Mode } from '../model/verdict.ts';
import { softer } from '../policy/bind.ts';
import { builtInDigest, builtInDocument } from '../policy/built-in-document.ts';
import type { PolicyDocument } from '../policy/document.ts';
import type { ChangeFacts } from '../policy/mapping.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { choices } from './choices.ts';
import { loadVersion } from './get.ts';
import { activeRecord } from './record.ts';

/** A policy as records name it, for those who do not judge: its rules are half a megabyte that need not be loaded. */
export type NamedPolicy = { readonly name: string; readonly digest: Digest; readonly mode: Mode };

/** The digest of what judges under a name now. Throws AppError `not-found`. */
export const activeDigest = async (deps: Pick<Deps, 'table'>, tenant: string, name: string): Promise<Digest> => {
  const built = builtInDigest(name);
  if (built) return built;
  const item = await deps.table.get(keys.policyActive(tenant, name));
  if (!item) throw new AppError('not-found', `no policy named ${name} is active`);
  return decode(activeRecord, item).digest;
};

/** What `activePolicies` gives, by name. */
export const namedPolicies = async (deps: Pick<Deps, 'table'>, tenant: string, facts: ChangeFacts): Promise<readonly NamedPolicy[]> => {
  const named = new Map<string, NamedPolicy>();
  for (const { policy: name, mode } of (await choices(deps, tenant)).chooseAll(facts)) {
    const digest = await activeDigest(deps, tenant, name);
    named.set(`${digest} ${mode}`, { name, digest, mode: softer(await ownMode(deps, tenant, name, digest), mode) });
  }
  return [...named.values()];
};

// A version never changes.
const ownModes = new Map<Digest, Mode>();
const mostModes = 1_000;

const ownMode = async (deps: Pick<Deps, 'table'>, tenant: string, name: string, digest: Digest): Promise<Mode> => {
  const known = ownModes.get(digest);
  if (known) return known;
  const { spec } = builtInDocument(name) ?? (await activeDocument(deps, tenant, name, digest));
  const mode = spec.mode ?? 'enforce';
  if (ownModes.size >= mostModes) ownModes.clear();
  ownModes.set(digest, mode);
  return mode;
};

/** The document of an active version. Throws AppError `internal` when it is not there. */
export const activeDocument = async (deps: Pick<Deps, 'table'>, tenant: string, name: string, digest: Digest): Promise<PolicyDocument> => {
  const version = await loadVersion(deps, tenant, name, digest);
  if (!version) throw new AppError('internal', 'an active policy has no document', { internal: `${tenant} ${name} ${digest}` });
  return version.document;
};

/** What a request's member `policy` names, as `found` looks it up. Throws `invalid-request` at `/policy`: what the request is for is there, only this name is not. */
export const policyAsked = async <Found>(name: string, found: Promise<Found>): Promise<Found> => {
  try {
    return await found;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    const message = `no policy named ${JSON.stringify(name)} is active; GET /v1/policies lists those that are`;
    throw new AppError('invalid-request', message, { places: [{ pointer: '/policy', message }] });
  }
};
