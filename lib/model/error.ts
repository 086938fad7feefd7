/** Every way a request or a step can fail on purpose. The table in `lib/api/problem.ts` maps each to a status, a problem type and whether to retry. */
export const errorCodes = [
  'invalid-request',
  'invalid-json',
  'invalid-yaml',
  'invalid-policy',
  'invalid-reference',
  'invalid-cursor',
  'invalid-dockerfile',
  'invalid-encoding',
  'forbidden-character',
  'forbidden-key',
  'too-deep',
  'too-large',
  'headers-too-large',
  'request-timeout',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'version-mismatch',
  'version-required',
  'idempotency-mismatch',
  'idempotency-in-progress',
  'rate-limited',
  'method-not-allowed',
  'not-acceptable',
  'unsupported-media-type',
  'egress-refused',
  'image-not-found',
  'image-unsupported',
  'image-corrupt',
  'registry-unauthorized',
  'registry-rate-limited',
  'registry-unavailable',
  'timed-out',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** One place in the input that is wrong. `pointer` is a JSON pointer, line and column count from 1, `fix` says what would be right. */
export type ErrorPlace = {
  readonly message: string;
  readonly pointer?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly fix?: string;
};

/**
 * The one error that is thrown on purpose. `publicMessage` and `places` may be shown to the caller; `internal` and `cause` go to the log alone.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly publicMessage: string;
  readonly places: readonly ErrorPlace[];
  readonly internal: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    publicMessage: string,
    more: { places?: readonly ErrorPlace[]; internal?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(publicMessage, { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.publicMessage = publicMessage;
    this.places = more.places ?? [];
    this.internal = more.internal;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** The same error, at the member of the request that it is about; what is no AppError stays what it is. */
export const placedAt = (error: unknown, place: Omit<ErrorPlace, 'message'>): unknown => {
  if (!(error instanceof AppError)) return error;
  const { code, publicMessage, internal } = error;
  return new AppError(code, publicMessage, {
    cause: error,
    places: [{ ...place, message: publicMessage }],
    ...(internal !== undefined && { internal }),
  });
};
