import { createHash } from 'node:crypto';
import { type Digest, isDigest } from '../../model/digest.ts';
import { compileGlob } from '../../model/glob.ts';
import { type Json, type JsonObject, objectAt, objectIn, stringAt } from '../../model/json.ts';
import type { ImageSignature, Signatory } from '../../model/signature.ts';
import type { ReferrerContent } from '../../ports/image-source.ts';
import { type Annotations, annotationOf, bundleFrom } from '../attached/annotated.ts';
import { keylessSigner, noRoot } from '../attached/keyless.ts';
import type { Keyless, TrustedRoot } from '../attached/root.ts';
import { openContent, type Statement } from '../attached/statement.ts';
import { hasNul } from '../sbom/read/nul.ts';
import { plainSignature } from './ask.ts';
import { claimsOf } from './claims.ts';

/** `types`: patterns of the predicate types that are looked for beside signatures. `digests`: of the image and of its index. */
export type Looked = {
  readonly types: readonly string[];
  readonly digests: readonly Digest[];
  readonly root: TrustedRoot | undefined;
};

type Found = Omit<ImageSignature, 'artifact'>;
export type SignatureReading =
  | { readonly kind: 'signature'; readonly signature: Found }
  | { readonly kind: 'unreadable'; readonly why: string }
  | { readonly kind: 'other' };

/** Source: sigstore/cosign, specs/SIGNATURE_SPEC.md. */
export const simpleSigning = 'application/vnd.dev.cosign.simplesigning.v1+json';
const signedType = 'https://sigstore.dev/cosign/sign/v1';
const claimed: readonly string[] = ['cosign container image signature', signedType];

const utf8 = new TextDecoder();
const longestPayload = 64 * 1024;
const longestStatement = 1024 * 1024;
const mostNames = 50;
/** Of what patterns are held against, too: with a million characters each takes a second. */
const longestText = 1_000;

/** One content of an artifact as a signature of an image. Never throws. */
export const readSignature = ({ mediaType, bytes, annotations }: ReferrerContent, looked: Looked): SignatureReading => {
  if (bytes.length > longestStatement) return unreadable('it is larger than any signature');
  const text = utf8.decode(bytes);
  if (mediaType === simpleSigning) return ofSimpleSigning(bytes, text, annotations, looked);
  const { statement } = openContent(text, annotations);
  return statement ? ofStatement(statement, looked) : { kind: 'other' };
};

/** Source: containers/image, docs/containers-signature.5.md, with what the specification of cosign asks more. */
const ofSimpleSigning = (bytes: Uint8Array, text: string, annotations: Annotations | undefined, { root }: Looked): SignatureReading => {
  const sig = annotationOf(annotations, 'dev.cosignproject.cosign/signature');
  if (sig === undefined || sig === '') return unreadable('its payload has no signature beside it');
  if (bytes.length > longestPayload || sig.length > longestPayload) return unreadable('it is larger than any signature');
  if (hasNul(text)) return unreadable('the character NUL stands in its payload');
  const payload = objectIn(text);
  const critical = objectAt(payload, 'critical');
  if (!claimed.includes(stringAt(critical, 'type') ?? '')) return unreadable('its payload is no signature of an image');
  const digest = stringAt(objectAt(critical, 'image'), 'docker-manifest-digest') ?? '';
  if (!isDigest(digest)) return unreadable('its payload names no digest');
  const messageDigest = { algorithm: 'SHA2_256', digest: createHash('sha256').update(bytes).digest('base64') };
  const bundle = bundleFrom(annotations, { messageSignature: { messageDigest, signature: sig } });
  const proved = bundle && (root ? root.signerOf(bundle, { message: bytes }) : refusedWithout);
  return signature({
    type: plainSignature,
    about: [digest],
    annotations: textsOf(Object.entries(objectAt(payload, 'optional'))),
    builder: null,
    signed: base64Of(bytes),
    signatures: [sig],
    by: signatoryOf(proved, bundle),
  });
};

/** Source: in-toto/attestation, spec; SLSA, provenance 0.2 and 1. */
const ofStatement = (statement: Statement, { types, digests, root }: Looked): SignatureReading => {
  const { predicateType, predicate, signed, signatures } = statement;
  // Our own word for what cosign signs: whoever states something else may not use it.
  if (predicateType === plainSignature || predicateType.length > longestText) return { kind: 'other' };
  const type = predicateType === signedType ? plainSignature : predicateType;
  if (type !== plainSignature && !types.some((one) => compileGlob(one).matches(type))) return { kind: 'other' };
  if (signed === null) return unreadable('its statement is not signed');
  if (hasNul(utf8.decode(signed))) return unreadable('the character NUL stands in its statement');
  const details = objectAt(predicate, 'runDetails');
  const builder = stringAt(objectAt(details, 'builder'), 'id') ?? stringAt(objectAt(predicate, 'builder'), 'id');
  return signature({
    type,
    about: aboutOf(statement, digests),
    annotations: annotationsOf(statement, digests),
    builder: builder !== undefined && builder.length <= longestText ? builder : null,
    signed: base64Of(signed),
    signatures: signatures.map(base64Of),
    by: signatoryOf(keylessSigner(statement, root), statement.bundle),
  });
};

const signatoryOf = (proved: Keyless | undefined, bundle: JsonObject | undefined): Signatory => {
  if (proved === undefined) return { kind: 'key' };
  if (proved.kind === 'refused') return { kind: 'unproven', why: proved.why, claims: bundle ? claimsOf(bundle) : null };
  return { kind: 'identity', ...proved.identity };
};

/** A statement may be about a whole release: the image stands first, wherever it stood. */
const aboutOf = ({ subjects }: Statement, digests: readonly Digest[]): readonly Digest[] => {
  const all = subjects.flatMap((hex): Digest[] => (isDigest(`sha256:${hex}`) ? [`sha256:${hex}`] : []));
  return [...all.filter((one) => digests.includes(one)), ...all.filter((one) => !digests.includes(one))].slice(0, mostNames);
};

/** cosign 3 writes what `--annotations` says into the statement's subject. What is said of another image is not said of this one, and what is said twice must agree. */
const annotationsOf = ({ resources }: Statement, digests: readonly Digest[]): ImageSignature['annotations'] => {
  const isOurs = (one: Json): boolean => digests.some((digest) => digest === `sha256:${stringAt(objectAt(one, 'digest'), 'sha256')}`);
  const [first = {}, ...others] = resources.filter(isOurs).map((one) => textsOf(Object.entries(objectAt(one, 'annotations'))));
  const isAgreed = ([name, text]: [string, string]): boolean => others.every((other) => Object.hasOwn(other, name) && other[name] === text);
  return Object.fromEntries(Object.entries(first).filter(isAgreed));
};

const textsOf = (entries: readonly (readonly [string, Json])[]): ImageSignature['annotations'] =>
  Object.fromEntries(
    entries.slice(0, mostNames).flatMap(([name, text]) => (typeof text === 'object' ? [] : [[name, String(text).slice(0, longestText)]])),
  );

const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const refusedWithout: Keyless = { kind: 'refused', why: noRoot };
const unreadable = (why: string): SignatureReading => ({ kind: 'unreadable', why });
const signature = (found: Found): SignatureReading => ({ kind: 'signature', signature: found });
