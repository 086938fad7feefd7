import * as z from 'zod';
import { AppError } from '../../lib/model/error.ts';

/** A request as an HTTP API or a function's own address hands it on. Source: API Gateway developer guide, payload format 2.0. */
const httpEvent = z.object({
  version: z.literal('2.0'),
  rawPath: z.string().startsWith('/'),
  rawQueryString: z.string().default(''),
  headers: z.record(z.string(), z.string()).default({}),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    domainName: z.string().min(1),
    stage: z.string().optional(),
    http: z.object({ method: z.string().min(1), sourceIp: z.string().optional() }),
  }),
});

/** Throws AppError `invalid-request` for what a gateway hands on and HTTP does not have: a header beyond Latin-1, a method that none may send. */
export const requestOf = (event: unknown): Request => {
  const { rawPath, rawQueryString, headers, cookies, body, isBase64Encoded, requestContext } = httpEvent.parse(event);
  const url = `https://${requestContext.domainName}${withoutStage(rawPath, requestContext.stage)}${rawQueryString && `?${rawQueryString}`}`;
  const { method } = requestContext.http;
  const mayHaveBody = method !== 'GET' && method !== 'HEAD';
  try {
    return new Request(url, {
      method,
      headers: { ...headers, ...(cookies && { cookie: cookies.join('; ') }) },
      ...(mayHaveBody && body !== undefined && { body: isBase64Encoded ? Buffer.from(body, 'base64') : body }),
    });
  } catch (cause) {
    throw new AppError('invalid-request', 'the method, a header or the address of the request is none of HTTP', { cause });
  }
};

/** Where it comes from, as the gateway saw it. Source: as above, `requestContext.http.sourceIp`. */
export const sourceOf = (event: unknown): { readonly address?: string } => {
  const { sourceIp } = httpEvent.parse(event).requestContext.http;
  return sourceIp === undefined ? {} : { address: sourceIp };
};

// The path of a stage with a name begins with it. Source: API Gateway developer guide, stages for HTTP APIs.
const withoutStage = (path: string, stage: string | undefined): string =>
  stage !== undefined && stage !== '$default' && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
