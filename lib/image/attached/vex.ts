import { type Digest, sha256 } from '../../model/digest.ts';
import { type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { checkStatement, hasNul, nul, predicateText } from './candidate.ts';
import { parseObject, readStatement } from './statement.ts';
import type { SbomTrust } from './trust.ts';

/** What one content of an artifact says of vulnerabilities; the statements are read where packages are matched. */
export type VexCandidate =
  | { readonly kind: 'trusted'; readonly text: string; readonly digest: Digest; readonly key: Digest | null }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'other' };

/** Larger than any that is about one image. */
const longest = 4 * 1024 * 1024;

/** Sources: OpenVEX, attesting; cosign's `--type openvex`; CycloneDX, a bill of materials that speaks of vulnerabilities; OASIS CSAF. */
const predicateTypes = /^https:\/\/(openvex\.dev\/ns|cyclonedx\.org\/(bom|vex)|docs\.oasis-open\.org\/csaf)(\/[\w./-]*)?$/;

/** `digests`: of the image and of its index, either of which a statement may be about. Never throws. */
export const readVexCandidate = (text: string, digests: readonly Digest[], trust: SbomTrust): VexCandidate => {
  const document = parseObject(text);
  const statement = document && readStatement(document);
  if (!statement)
    return document && isVex(document) ? taken(text, null, trust.unsigned ? null : 'nobody has signed it') : { kind: 'other' };
  if (!predicateTypes.test(statement.predicateType)) return { kind: 'other' };
  const inner = predicateText(statement);
  const predicate = parseObject(inner);
  if (!predicate || !isVex(predicate)) return { kind: 'other' };
  const checked = checkStatement(statement, digests, trust);
  return checked.kind === 'refused' ? checked : taken(inner, checked.key, null);
};

const taken = (text: string, key: Digest | null, refusal: string | null): VexCandidate => {
  if (refusal !== null) return { kind: 'refused', why: refusal };
  if (text.length > longest) return { kind: 'refused', why: 'it is larger than any VEX document of one image' };
  return hasNul(text) ? { kind: 'refused', why: nul } : { kind: 'trusted', text, digest: sha256(text), key };
};

const isVex = (document: JsonObject): boolean => {
  const context = memberOf(document, '@context');
  if ([context, ...(Array.isArray(context) ? context : [])].some((each) => typeof each === 'string' && each.includes('openvex')))
    return true;
  if (stringAt(document, 'bomFormat') === 'CycloneDX') return listAt(document, 'vulnerabilities').length > 0;
  return memberOf(objectAt(document, 'document'), 'csaf_version') !== undefined;
};
