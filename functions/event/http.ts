import * as z from 'zod';

/** A request as an HTTP API or a function's own address hands it on. Source: API Gateway developer guide, payload format 2.0. */
const httpEvent = z.object({
  version: z.literal('2.0'),
  rawPath: z.string().startsWith('/'),
  rawQueryString: z.string().default(''),
  headers: z.record(z.string(), z.string()).default({}),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({ domainName: z.string().min(1), stage: z.string().optional(), http: z.object({ method: z.string().min(1) }) }),
});

export type HttpResult = {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
  readonly cookies?: readonly string[];
  readonly body: string;
  readonly isBase64Encoded: boolean;
};

export const requestOf = (event: unknown): Request => {
  const { rawPath, rawQueryString, headers, cookies, body, isBase64Encoded, requestContext } = httpEvent.parse(event);
  const url = `https://${requestContext.domainName}${withoutStage(rawPath, requestContext.stage)}${rawQueryString && `?${rawQueryString}`}`;
  const { method } = requestContext.http;
  const mayHaveBody = method !== 'GET' && method !== 'HEAD';
  return new Request(url, {
    method,
    headers: { ...headers, ...(cookies && { cookie: cookies.join('; ') }) },
    ...(mayHaveBody && body !== undefined && { body: isBase64Encoded ? Buffer.from(body, 'base64') : body }),
  });
};

// The path of a stage with a name begins with it. Source: API Gateway developer guide, stages for HTTP APIs.
const withoutStage = (path: string, stage: string | undefined): string =>
  stage !== undefined && stage !== '$default' && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;

const textual = /^(text\/|application\/([a-z0-9.+-]*\+)?(json|xml|yaml)\b|application\/(javascript|x-ndjson)\b)/i;

/**
 * An answer as API Gateway takes it, read to its end or for `withinMs`: a stream of events that goes on for longer is cut there, and its
 * reader connects again.
 */
export const resultOf = async (response: Response, withinMs: number): Promise<HttpResult> => {
  const bytes = await readWithin(response, withinMs);
  const isText = textual.test(response.headers.get('content-type') ?? 'text/plain') && !response.headers.has('content-encoding');
  const cookies = response.headers.getSetCookie();
  return {
    statusCode: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie')),
    ...(cookies.length > 0 && { cookies }),
    body: bytes.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
};

const readWithin = async ({ body }: Response, withinMs: number): Promise<Buffer> => {
  if (body === null) return Buffer.alloc(0);
  const reader = body.getReader();
  const timer = setTimeout(() => void reader.cancel(), Math.max(0, withinMs));
  const parts: Uint8Array[] = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) parts.push(next.value);
  clearTimeout(timer);
  return Buffer.concat(parts);
};
