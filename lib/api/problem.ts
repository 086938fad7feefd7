import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AppError, ErrorCode, ErrorPlace } from '../model/error.ts';

type Row = {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  /** The same request may succeed later. */
  readonly retryable: boolean;
};

const row = (status: ContentfulStatusCode, title: string, retryable = false): Row => ({ status, title, retryable });

/** The one place that maps an error code to HTTP; a code without a row does not compile. Documented in docs/api.md. */
export const problemTable: { readonly [code in ErrorCode]: Row } = {
  'invalid-request': row(400, 'The request is not valid'),
  'invalid-json': row(400, 'The body is not JSON'),
  'invalid-yaml': row(400, 'The document is not YAML'),
  'invalid-policy': row(422, 'The policy document is not valid'),
  'invalid-reference': row(400, 'The image reference is not valid'),
  'invalid-cursor': row(400, 'The cursor is not valid for this request'),
  'invalid-dockerfile': row(400, 'The Dockerfile cannot be read'),
  'invalid-encoding': row(400, 'The body is not UTF-8'),
  'forbidden-character': row(400, 'The body holds a character that is not allowed'),
  'forbidden-key': row(400, 'The body holds a member name that is not allowed'),
  'too-deep': row(400, 'The body is nested too deeply'),
  'too-large': row(413, 'The body is too large'),
  'headers-too-large': row(431, 'The address and the headers are too long'),
  'request-timeout': row(408, 'The request did not arrive in time', true),
  unauthenticated: row(401, 'A valid API key is required'),
  forbidden: row(403, 'This API key may not do that'),
  'not-found': row(404, 'There is no such thing here'),
  conflict: row(409, 'The state does not allow this'),
  'version-mismatch': row(412, 'It has changed since it was read'),
  'version-required': row(428, 'The request must say which version it changes'),
  'idempotency-mismatch': row(422, 'The Idempotency-Key was used for another request'),
  'idempotency-in-progress': row(409, 'The first request with this Idempotency-Key is still running', true),
  'rate-limited': row(429, 'Too many requests', true),
  'method-not-allowed': row(405, 'The method is not allowed here'),
  'not-acceptable': row(406, 'None of the accepted media types is available'),
  'unsupported-media-type': row(415, 'The media type of the body is not supported'),
  'egress-refused': row(422, 'The address may not be connected to'),
  'image-not-found': row(422, 'The image does not exist'),
  'image-unsupported': row(422, 'The image is of a kind that cannot be inspected'),
  'image-corrupt': row(422, 'The image does not match its digests'),
  'registry-unauthorized': row(422, 'The registry refused access'),
  'registry-rate-limited': row(503, 'The registry limits requests', true),
  'registry-unavailable': row(503, 'The registry does not answer', true),
  'timed-out': row(504, 'It took too long', true),
  unavailable: row(503, 'The service cannot answer now', true),
  internal: row(500, 'Something unexpected happened', true),
};

const typeBase = 'https://plimsoll.dev/problems/';
// Registered for exactly this. Source: draft-ietf-httpapi-ratelimit-headers, problem types.
const quotaExceeded = 'https://iana.org/assignments/http-problem-types#quota-exceeded';

/** Source: RFC 9457. `code` is the stable name to test for; `errors` are the places that are wrong. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly requestId?: string;
  readonly retryable: boolean;
  readonly errors?: readonly ErrorPlace[];
  readonly 'violated-policies'?: readonly string[];
};

export const problemType = (code: ErrorCode): string => (code === 'rate-limited' ? quotaExceeded : `${typeBase}${code}`);

export const toProblem = (error: AppError, requestId: string): Problem => {
  const { status, title, retryable } = problemTable[error.code];
  const base = { type: problemType(error.code), title, status, code: error.code, retryable };
  // Absent, foreign and unknown must be the same bytes, so that a refusal never tells what exists: the request id is in the header alone.
  if (error.code === 'not-found') return base;
  if (error.code === 'internal') return { ...base, requestId };
  return {
    ...base,
    detail: error.publicMessage,
    requestId,
    ...(error.places.length > 0 && { errors: error.places }),
    ...(error.code === 'rate-limited' && { 'violated-policies': ['requests'] }),
  };
};
