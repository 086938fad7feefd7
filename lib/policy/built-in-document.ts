import { type Digest, digestOf } from '../model/digest.ts';
import { builtInPolicies } from './built-in.data.ts';
import type { PolicyDocument } from './document.ts';

/** The policy that judges where nobody has chosen one. */
export const defaultPolicyName = 'starter';

export const builtInNames: readonly string[] = builtInPolicies.map(({ metadata }) => metadata.name);

export const builtInDocument = (name: string): PolicyDocument | undefined => builtInPolicies.find(({ metadata }) => metadata.name === name);

const digests = new Map<string, Digest>();

/** Hashed once: every scan that names one asks. */
export const builtInDigest = (name: string): Digest | undefined => {
  const known = digests.get(name);
  if (known) return known;
  const document = builtInDocument(name);
  const digest = document && digestOf(document);
  if (digest) digests.set(name, digest);
  return digest;
};
