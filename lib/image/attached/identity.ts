import { type Digest, sha256 } from '../../model/digest.ts';
import { compileGlob } from '../../model/glob.ts';

/**
 * Who signed without a key of his own, as the certificate says that he was given for it: whose word the certificate's maker took (`issuer`, an address) and for
 * whom (`subject`: a mail address, or that of a workflow). In a policy `subject` may be a pattern. Source: sigstore/fulcio, docs/oid-info.md.
 */
export type Identity = { readonly issuer: string; readonly subject: string };

/** Stands for the identity where a key's fingerprint would: SHA-256 of the two as the policy writes them. */
export const identityFingerprint = ({ issuer, subject }: Identity): Digest => sha256(JSON.stringify({ issuer, subject }));

export const matchesIdentity = (trusted: Identity, seen: Identity): boolean =>
  trusted.issuer === seen.issuer && compileGlob(trusted.subject).matches(seen.subject);
