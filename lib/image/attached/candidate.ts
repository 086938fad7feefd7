import type { Digest } from '../../model/digest.ts';
import { type JsonObject, memberOf, objectAt } from '../../model/json.ts';
import type { SbomReading } from '../sbom/read/component.ts';
import { hasNul, nul } from '../sbom/read/nul.ts';
import { readSbom } from '../sbom/read/read.ts';
import { identityFingerprint, matchesIdentity } from './identity.ts';
import type { TrustedRoot } from './root.ts';
import { type Opened, preAuthenticated, type Statement } from './statement.ts';
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
const identitiesOf = ({ bundle, signed }: Statement, { identities, root }: Trust): ByIdentity => {
  if (bundle === undefined || !hasCertificate(bundle)) return noIdentity;
  if (root === undefined) return { signers: [], why: 'no trusted root is given that its certificate could be checked by' };
  const found = root.signerOf(bundle);
  if (found.kind === 'refused') return { signers: [], why: found.why };
  // The library has read the envelope anew: it must have been the same one.
  if (signed === null || !preAuthenticated(Buffer.from(found.payload)).equals(signed))
    return { signers: [], why: 'its envelope is ambiguous' };
  const signers = identities.filter((one) => matchesIdentity(one, found.identity)).map(identityFingerprint);
  const { issuer, subject } = found.identity;
  return signers.length > 0
    ? { signers }
    : { signers, why: `${shown(subject)} of ${shown(issuer)}, who signed it, is not trusted by the policy` };
};

/** What was signed with a key has none, and is no matter of the root. */
const hasCertificate = (bundle: JsonObject): boolean => {
  const material = objectAt(bundle, 'verificationMaterial');
  return memberOf(material, 'certificate') !== undefined || memberOf(material, 'x509CertificateChain') !== undefined;
};

const shown = (text: string): string => text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200);
