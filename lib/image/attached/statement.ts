import { isObject, type Json, type JsonObject, listAt, memberOf, objectAt, objectIn, stringAt } from '../../model/json.ts';
import { type Annotations, bundleFrom } from './annotated.ts';

/** A statement about something, as it was written, with what was signed of it. Source: secure-systems-lab/dsse, protocol.md; in-toto/attestation, spec. */
export type Statement = {
  readonly predicateType: string;
  /** SHA-256 in hexadecimal digits of all that it is about. */
  readonly subjects: readonly string[];
  readonly resources: readonly Json[];
  readonly predicate: Json | undefined;
  readonly signed: Uint8Array | null;
  readonly signatures: readonly Uint8Array[];
  /** The sigstore bundle that it came in, where one says more of who signed. */
  readonly bundle?: JsonObject;
  /** What a timestamp authority was shown, where not the signature: cosign 2 has it stamp the envelope as it is written. */
  readonly stamped?: Uint8Array;
};

const payloadType = 'application/vnd.in-toto+json';
const mostSignatures = 20;

/** One content of an artifact, opened once for all that look for something in it. `inner`: what the statement holds, or the text itself. */
export type Opened = { readonly statement: Statement | undefined; readonly inner: string; readonly document: JsonObject | undefined };

/** `annotations`: of the content's descriptor, where cosign 2 says who signed. */
export const openContent = (text: string, annotations?: Annotations): Opened => {
  const outer = objectIn(text);
  const read = outer && readStatement(outer);
  const statement = read && outer ? withAnnotations(read, outer, text, annotations) : read;
  if (!statement) return { statement, inner: text, document: outer };
  const inner = predicateText(statement);
  return { statement, inner, document: objectIn(inner) };
};

const withAnnotations = (statement: Statement, envelope: JsonObject, text: string, annotations: Annotations | undefined): Statement => {
  if (statement.bundle || statement.signed === null) return statement;
  // The form of bundles wants a key id, if an empty one.
  const signatures = listAt(envelope, 'signatures').map((one) => ({
    sig: stringAt(one, 'sig') ?? '',
    keyid: stringAt(one, 'keyid') ?? '',
  }));
  const bundle = bundleFrom(annotations, { dsseEnvelope: { ...envelope, signatures } });
  return bundle ? { ...statement, bundle, stamped: Buffer.from(text) } : statement;
};

/** cosign wraps what it was not told to be JSON: `{ "Data": "…" }`, or the text itself. */
const predicateText = ({ predicate }: Statement): string => {
  const data = isObject(predicate) ? memberOf(predicate, 'Data') : undefined;
  const inner = data ?? predicate;
  if (typeof inner === 'string') return inner;
  try {
    return JSON.stringify(inner ?? null);
  } catch {
    // What is nested deeper than the stack is read, and cannot be written.
    return '';
  }
};

/** From a DSSE envelope, a sigstore bundle that holds one, or a bare statement; undefined when it is none of these. */
const readStatement = (document: JsonObject): Statement | undefined => {
  const bundled = objectAt(document, 'dsseEnvelope');
  const envelope = stringAt(bundled, 'payload') === undefined ? document : bundled;
  const payload = stringAt(envelope, 'payload');
  if (payload === undefined) return statementOf(document, null, []);
  if (stringAt(envelope, 'payloadType') !== payloadType) return undefined;
  const bytes = Buffer.from(payload, 'base64');
  const body = objectIn(bytes.toString());
  const signatures = listAt(envelope, 'signatures').slice(0, mostSignatures);
  const statement =
    body &&
    statementOf(
      body,
      preAuthenticated(bytes),
      signatures.map((one) => Buffer.from(stringAt(one, 'sig') ?? '', 'base64')),
    );
  return statement && envelope === bundled ? { ...statement, bundle: document } : statement;
};

/** What a signature of an envelope is over. Source: DSSE, "PAE". */
export const preAuthenticated = (payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `), payload]);

const statementOf = (body: JsonObject, signed: Uint8Array | null, signatures: readonly Uint8Array[]): Statement | undefined => {
  const predicateType = stringAt(body, 'predicateType');
  if (!stringAt(body, '_type')?.startsWith('https://in-toto.io/Statement/') || predicateType === undefined) return undefined;
  const resources = listAt(body, 'subject');
  return {
    predicateType,
    resources,
    subjects: resources.flatMap((one) => stringAt(objectAt(one, 'digest'), 'sha256') ?? []),
    predicate: memberOf(body, 'predicate'),
    signed,
    signatures,
  };
};
