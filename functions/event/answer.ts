import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { problemTable, toProblem } from '../../lib/api/problem.ts';
import { AppError } from '../../lib/model/error.ts';

export type HttpResult = {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly cookies?: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

export type AnswerLimits = { readonly withinMs: number; readonly acceptsGzip: boolean };

const packed = promisify(gzip);
const packFrom = 16 * 1024;
/** 6 MB with headers and the JSON around it. Source: Lambda quotas, invocation payload. */
const mostCharacters = 5_500_000;
const textual = /^(text\/|application\/([a-z0-9.+-]*\+)?(json|xml|yaml)\b|application\/(javascript|x-ndjson)\b)/i;

/**
 * An answer as API Gateway takes it, read to its end or for `withinMs`: a stream of events that goes on for longer is cut there, and its
 * reader connects again. What is large is packed, since nothing after this does it.
 */
export const resultOf = async (response: Response, { withinMs, acceptsGzip }: AnswerLimits): Promise<HttpResult> => {
  const bytes = await readWithin(response, withinMs);
  const isPacked = response.headers.has('content-encoding');
  const isText = textual.test(response.headers.get('content-type') ?? 'text/plain') && !isPacked;
  const mayPack = isText && acceptsGzip && bytes.length >= packFrom;
  const body = mayPack ? (await packed(bytes)).toString('base64') : bytes.toString(isText ? 'utf8' : 'base64');
  if (body.length > mostCharacters || Buffer.byteLength(body) > mostCharacters) return tooLarge(response);
  const cookies = response.headers.getSetCookie();
  return {
    statusCode: response.status,
    headers: {
      ...Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie' && name !== 'content-length')),
      ...(mayPack && { 'content-encoding': 'gzip', vary: [response.headers.get('vary'), 'accept-encoding'].filter(Boolean).join(', ') }),
    },
    ...(cookies.length > 0 && { cookies }),
    body,
    isBase64Encoded: mayPack || !isText,
  };
};

const tooLarge = (response: Response): HttpResult => {
  const error = new AppError('not-acceptable', 'the answer is larger than 6 MB: accept gzip, ask for fewer or for another format');
  return refusalOf(error, response.headers.get('x-request-id') ?? '');
};

/** What the service itself cannot say: it was not asked, or its answer cannot be carried. `requestId` as in all its answers, in the header too. */
export const refusalOf = (error: AppError, requestId: string): HttpResult => ({
  statusCode: problemTable[error.code].status,
  headers: {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
  },
  body: JSON.stringify(toProblem(error, requestId)),
  isBase64Encoded: false,
});

const readWithin = async ({ body }: Response, withinMs: number): Promise<Buffer> => {
  if (body === null) return Buffer.alloc(0);
  const reader = body.getReader();
  const timer = setTimeout(() => void reader.cancel(), Math.max(0, withinMs));
  const parts: Uint8Array[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
  clearTimeout(timer);
  return Buffer.concat(parts);
};
