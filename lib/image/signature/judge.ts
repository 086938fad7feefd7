import { compileGlob } from '../../model/glob.ts';
import type { ImageSignature, ImageSignatures, SignatureProof, TrustedSigner } from '../../model/signature.ts';
import { matchesIdentity } from '../attached/identity.ts';
import { shown } from '../attached/keyless.ts';
import { signersOf } from '../attached/trust.ts';
import { plainSignature, type Requirement, type SignatureAsk } from './ask.ts';

/** Whether one requirement is met, by what, and why what else was found does not count. */
export type Standing = {
  readonly requirement: Requirement;
  readonly proofs: readonly SignatureProof[];
  readonly isMet: boolean;
  readonly refused: readonly string[];
};

// The rule asks, and who lists the signers; to try hundreds of signatures with each key takes a second.
const judged = new WeakMap<ImageSignatures, WeakMap<SignatureAsk, readonly Standing[]>>();

/** Each requirement, by the keys and identities of the ask. Pure; what is found is bounded where it is collected. */
export const judgeSignatures = (signatures: ImageSignatures, ask: SignatureAsk): readonly Standing[] => {
  const byAsk = judged.get(signatures) ?? new WeakMap<SignatureAsk, readonly Standing[]>();
  judged.set(signatures, byAsk);
  const known = byAsk.get(ask) ?? judge(signatures, ask);
  byAsk.set(ask, known);
  return known;
};

const judge = (signatures: ImageSignatures, ask: SignatureAsk): readonly Standing[] => {
  const signers = new Map<ImageSignature, readonly TrustedSigner[]>();
  const trusted = (one: ImageSignature): readonly TrustedSigner[] => {
    const known = signers.get(one) ?? trustedSigners(one, ask);
    signers.set(one, known);
    return known;
  };
  return ask.require.map((requirement) => {
    const proofs: SignatureProof[] = [];
    const refused: string[] = [];
    for (const one of signatures.found.filter(({ type }) => isOfType(type, requirement))) {
      const about = one.about.find((digest) => signatures.digests.includes(digest));
      const why =
        about === undefined ? ofAnother(one) : (unmet(one, requirement) ?? (trusted(one).length === 0 ? untrusted(one, ask) : null));
      if (about === undefined || why !== null) refused.push(`${one.artifact.slice(0, 19)}: ${why ?? ''}`);
      else proofs.push(...trusted(one).map((signer): SignatureProof => ({ type: one.type, signer, artifact: one.artifact, about })));
    }
    const distinct = [...new Map(proofs.map((proof) => [JSON.stringify(proof.signer), proof])).values()];
    return { requirement, proofs: distinct, isMet: distinct.length >= ask.atLeast, refused: [...new Set(refused)] };
  });
};

const isOfType = (type: string, requirement: Requirement): boolean =>
  requirement.type === plainSignature || type === plainSignature ? requirement.type === type : compileGlob(requirement.type).matches(type);

/** Whom of the trusted it is of: each key that made it, or the identity that a certificate proves. */
const trustedSigners = ({ signed, signatures, by }: ImageSignature, { keys, identities }: SignatureAsk): readonly TrustedSigner[] => {
  const bytes = Buffer.from(signed, 'base64');
  const made = signatures.map((one) => Buffer.from(one, 'base64'));
  const byKey = signersOf(keys, bytes, made).map((key): TrustedSigner => ({ kind: 'key', key }));
  return by.kind === 'identity' && identities.some((one) => matchesIdentity(one, by)) ? [...byKey, { ...by }] : byKey;
};

/** A signature of another image's must not speak for this one. */
const ofAnother = ({ about }: ImageSignature): string => `is about another image${about[0] ? `, ${about[0].slice(0, 19)}` : ''}`;

const unmet = ({ annotations, builder }: ImageSignature, requirement: Requirement): string | null => {
  for (const [name, wanted] of Object.entries(requirement.annotations)) {
    const said = Object.hasOwn(annotations, name) ? annotations[name] : undefined;
    if (said !== wanted) return said === undefined ? `does not say ${name}` : `says ${name}=${shown(said)}, not ${wanted}`;
  }
  if (requirement.builder === null || (builder !== null && compileGlob(requirement.builder).matches(builder))) return null;
  return builder === null ? 'does not say who built the image' : `says that ${shown(builder)} built the image`;
};

const untrusted = ({ by }: ImageSignature, { identities }: SignatureAsk): string => {
  const claim = by.kind === 'unproven' && by.claims !== null ? `it says that ${by.claims} signed it, but ` : '';
  // Where the policy trusts keys alone, no certificate matters.
  if (by.kind !== 'identity' && identities.length === 0) return `${claim}no key that the policy trusts has made it`;
  switch (by.kind) {
    case 'key':
      return 'no key that the policy trusts has made it';
    case 'identity':
      return `${shown(by.subject)} of ${shown(by.issuer)} signed it, whom the policy does not trust`;
    case 'unproven':
      return `${claim}${by.why}`;
  }
};
