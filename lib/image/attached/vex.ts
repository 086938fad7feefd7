import type { Digest } from '../../model/digest.ts';
import { type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { hasNul, nul } from '../sbom/read/nul.ts';
import { checkSigners, type Refused, type Signers, type Trust } from './candidate.ts';
import type { Opened } from './statement.ts';

/** What one content of an artifact says of vulnerabilities; the statements are read where packages are matched. */
export type VexCandidate =
  | { readonly kind: 'vex'; readonly text: string; readonly signers: Signers }
  | Refused
  | { readonly kind: 'other' };

/** Larger than any that is about one image. */
const longest = 4 * 1024 * 1024;

/** Sources: OpenVEX, attesting; cosign's `--type openvex`; CycloneDX, a bill of materials that speaks of vulnerabilities; OASIS CSAF. */
const predicateTypes = /^https:\/\/(openvex\.dev\/ns|cyclonedx\.org\/(bom|vex)|docs\.oasis-open\.org\/csaf)(\/[\w./-]*)?$/;

/** `digests`: of the image and of its index, either of which a statement may be about. Never throws. */
export const readVexCandidate = ({ statement, inner, document }: Opened, digests: readonly Digest[], trust: Trust): VexCandidate => {
  if (!document || !isVex(document) || (statement && !predicateTypes.test(statement.predicateType))) return { kind: 'other' };
  const checked = checkSigners(statement, digests, trust);
  if (checked.kind === 'refused') return checked;
  if (inner.length > longest) return { kind: 'refused', why: 'it is larger than any VEX document of one image' };
  return hasNul(inner) ? { kind: 'refused', why: nul } : { kind: 'vex', text: inner, signers: checked.signers };
};

/** What `lib/advisory/vex` reads, which this folder may not import. */
export const isVex = (document: JsonObject): boolean => {
  const context = memberOf(document, '@context');
  if ([context, ...(Array.isArray(context) ? context : [])].some((each) => typeof each === 'string' && each.includes('openvex')))
    return true;
  if (stringAt(document, 'bomFormat') === 'CycloneDX') return listAt(document, 'vulnerabilities').length > 0;
  return memberOf(objectAt(document, 'document'), 'csaf_version') !== undefined;
};
