import type { Digest } from '../../model/digest.ts';
import { isObject, memberOf } from '../../model/json.ts';
import type { SbomReading } from '../sbom/read/component.ts';
import { readSbom } from '../sbom/read/read.ts';
import { parseObject, readStatement, type Statement } from './statement.ts';
import { type SbomTrust, signerOf } from './trust.ts';

/** What one content of an artifact is to an image. `key`: whose signature was checked; null: nobody's. `text` is the document alone. */
export type Candidate =
  | { readonly kind: 'trusted'; readonly reading: SbomReading; readonly text: string; readonly key: Digest | null }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'other' };

/** Source: in-toto/attestation, spec/predicates; cosign's `--type`. Versions may follow. */
const predicateTypes = /^https:\/\/(cyclonedx\.org\/bom|spdx\.dev\/Document|syft\.dev\/bom)(\/[\w.-]+)?$/;

/** `digests`: of the image and of its index, either of which a statement may be about. Never throws. */
export const readCandidate = (text: string, digests: readonly Digest[], trust: SbomTrust): Candidate => {
  const document = parseObject(text);
  const statement = document && readStatement(document);
  if (statement) return fromStatement(statement, digests, trust);
  const reading = readSbom(text);
  if (reading === undefined) return { kind: 'other' };
  if (hasNul(text)) return { kind: 'refused', why: nul };
  return trust.unsigned ? { kind: 'trusted', reading, text, key: null } : { kind: 'refused', why: 'nobody has signed it' };
};

const fromStatement = (statement: Statement, digests: readonly Digest[], trust: SbomTrust): Candidate => {
  if (!predicateTypes.test(statement.predicateType)) return { kind: 'other' };
  const checked = checkStatement(statement, digests, trust);
  if (checked.kind === 'refused') return checked;
  const text = predicateText(statement);
  if (hasNul(text)) return { kind: 'refused', why: nul };
  const reading = readSbom(text);
  return reading
    ? { kind: 'trusted', reading, text, key: checked.key }
    : { kind: 'refused', why: 'it holds no bill of materials of a known form' };
};

/** Whose signature it bears, and whether it is about this image. */
export const checkStatement = (
  { signed, signatures, subjects }: Statement,
  digests: readonly Digest[],
  trust: SbomTrust,
): { readonly kind: 'trusted'; readonly key: Digest | null } | { readonly kind: 'refused'; readonly why: string } => {
  const key = signed && signerOf(trust.keys, signed, signatures);
  if (!key && !trust.unsigned)
    return { kind: 'refused', why: signed ? 'no key that the policy trusts has signed it' : 'nobody has signed it' };
  // A signature for another image's document must not speak for this one.
  if (!subjects.some((hex) => digests.includes(`sha256:${hex}`))) return { kind: 'refused', why: 'it is about another image' };
  return { kind: 'trusted', key: key ?? null };
};

// Nothing that holds it can be stored.
export const nul = 'the character NUL stands in a text';
export const hasNul = (text: string): boolean => /\\u0000/.test(text);

/** cosign wraps what it was not told to be JSON: `{ "Data": "…" }`, or the text itself. */
export const predicateText = ({ predicate }: Statement): string => {
  const data = isObject(predicate) ? memberOf(predicate, 'Data') : undefined;
  const inner = data ?? predicate;
  return typeof inner === 'string' ? inner : JSON.stringify(inner ?? null);
};
