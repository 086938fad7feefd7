import type { Digest } from '../../model/digest.ts';
import type { SbomReading } from '../sbom/read/component.ts';
import { hasNul, nul } from '../sbom/read/nul.ts';
import { readSbom } from '../sbom/read/read.ts';
import { identityFingerprint, matchesIdentity } from './identity.ts';
import { keylessSigner, shown } from './keyless.ts';
import type { TrustedRoot } from './root.ts';
import type { Opened, Statement } from './statement.ts';
import { type SignerTrust, signersOf } from './trust.ts';

/** What a policy trusts of one kind of document, and what the home checks identities by. */
export type Trust = SignerTrust & { readonly root?: TrustedRoot | undefined };

/** Whose signatures a document bears, by the keys that are trusted; a null: nobody's, where the policy takes that too. Never empty. */
export type Signers = readonly (Digest | null)[];
export type Refused = { readonly kind: 'refused'; readonly why: string };

/** What one content of an artifact is to an image. `text` is the document alone. */
export type SbomCandidate =
  | { readonly kind: 'sbom'; readonly reading: SbomReading; readonly text: string; readonly signers: Signers }
  | Refused
  | { readonly kind: 'other' };

/** Source: in-toto/attestation, spec/predicates; cosign's `--type`. Versions may follow. */
const predicateTypes = /^https:\/\/(cyclonedx\.org\/bom|spdx\.dev\/Document|syft\.dev\/bom)(\/[\w.-]+)?$/;

/** `digests`: of the image and of its index, either of which a statement may be about. Never throws. */
export const readCandidate = ({ statement, inner }: Opened, digests: readonly Digest[], trust: Trust): SbomCandidate => {
  if (statement && !predicateTypes.test(statement.predicateType)) return { kind: 'other' };
  const checked = checkSigners(statement, digests, trust);
  if (statement && checked.kind === 'refused') return checked;
  const reading = readSbom(inner);
  if (reading === undefined)
    return statement ? { kind: 'refused', why: 'it holds no bill of materials of a known form' } : { kind: 'other' };
  if (hasNul(inner)) return { kind: 'refused', why: nul };
  return checked.kind === 'refused' ? checked : { kind: 'sbom', reading, text: inner, signers: checked.signers };
};

/** Who has signed it, and whether it is about this image. What is no statement has neither. */
export const checkSigners = (
  statement: Statement | undefined,
  digests: readonly Digest[],
  trust: Trust,
): { readonly kind: 'trusted'; readonly signers: Signers } | Refused => {
  const { signed = null, signatures = [], subjects } = statement ?? {};
  const keyless = statement && trust.identities.length > 0 ? identitiesOf(statement, trust) : noIdentity;
  const signers = [...(signed ? signersOf(trust.keys, signed, signatures) : []), ...keyless.signers];
  if (signers.length === 0 && !trust.unsigned)
    return { kind: 'refused', why: keyless.why ?? (signed ? 'no key that the policy trusts has signed it' : 'nobody has signed it') };
  // A signature for another image's document must not speak for this one.
  if (subjects && !subjects.some((hex) => digests.includes(`sha256:${hex}`))) return { kind: 'refused', why: 'it is about another image' };
  return { kind: 'trusted', signers: signers.length > 0 ? signers : [null] };
};

type ByIdentity = { readonly signers: readonly Digest[]; readonly why?: string };
const noIdentity: ByIdentity = { signers: [] };

/** Whom of the trusted the statement's certificate names, once all that proves it has been checked. */
const identitiesOf = (statement: Statement, { identities, root }: Trust): ByIdentity => {
  const found = keylessSigner(statement, root);
  if (found === undefined) return noIdentity;
  if (found.kind === 'refused') return { signers: [], why: found.why };
  const signers = identities.filter((one) => matchesIdentity(one, found.identity)).map(identityFingerprint);
  const { issuer, subject } = found.identity;
  return signers.length > 0
    ? { signers }
    : { signers, why: `${shown(subject)} of ${shown(issuer)}, who signed it, is not trusted by the policy` };
};
