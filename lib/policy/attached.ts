import { identityFingerprint } from '../image/attached/identity.ts';
import type { AttachedTrust, SignerTrust } from '../image/attached/trust.ts';
import type { Digest } from '../model/digest.ts';
import type { CompiledPolicy } from './compiled.ts';

/**
 * What is to be read of all that is attached to an image; null: nothing. A bill of materials can only add to what is judged, so what any policy trusts may be
 * seen by all; of a VEX document each policy asks again who signed it.
 */
export const attachedTrustOf = (
  policies: readonly Pick<CompiledPolicy, 'attachedSboms' | 'attachedVex' | 'imageSignatures'>[],
): AttachedTrust | null => {
  const sboms = anyOf(policies.flatMap(({ attachedSboms }) => attachedSboms ?? []));
  const vex = anyOf(policies.flatMap(({ attachedVex }) => attachedVex ?? []));
  const signatures = policies.flatMap(({ imageSignatures }) => imageSignatures);
  return sboms || vex || signatures.length > 0 ? { sboms, vex, signatures } : null;
};

/** `key` is null of what nobody has signed. */
export const isTrustedSigner = (key: Digest | null, trust: NonNullable<CompiledPolicy['attachedVex']>): boolean =>
  trust.unsigned || (key !== null && trust.fingerprints.has(key));

const anyOf = (trusts: readonly SignerTrust[]): SignerTrust | null => {
  if (trusts.length === 0) return null;
  const identities = new Map(trusts.flatMap((one) => one.identities.map((identity) => [identityFingerprint(identity), identity])));
  return {
    keys: [...new Set(trusts.flatMap((one) => one.keys))],
    identities: [...identities.values()],
    unsigned: trusts.some(({ unsigned }) => unsigned),
  };
};

/** Whether there is anything that a trusted root would be needed for. */
export const trustsIdentities = ({ sboms, vex, signatures = [] }: AttachedTrust): boolean =>
  [sboms, vex, ...signatures].some((trust) => trust !== null && trust.identities.length > 0);
