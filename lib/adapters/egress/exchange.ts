import { type Agent, type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { pipeline, type Readable, Transform } from 'node:stream';
import { AppError } from '../../model/error.ts';
import type { EgressRequest, EgressResponse } from '../../ports/egress.ts';
import { watchStall } from './stall.ts';

export type Route = { readonly agent: Agent; readonly lookup: LookupFunction; readonly authority: string | undefined };

const readBytes = 256 * 1024;
const maxHeaderBytes = 32 * 1024;
const defaultStallMs = 30_000;

/** One request and the headers of its response; the body streams with back-pressure down to the socket. */
export const exchange = async (request: EgressRequest, url: URL, route: Route, signal: AbortSignal): Promise<EgressResponse> => {
  const incoming = await headersOf(request, url, route, signal);
  watchStall(incoming, request.stallMs ?? defaultStallMs);
  abortWith(incoming, request.signal);
  const body = request.maxBytes === undefined ? incoming : limited(incoming, request.maxBytes);
  return { status: incoming.statusCode ?? 0, headers: flat(incoming.headers), body, url: url.href };
};

const headersOf = async (request: EgressRequest, url: URL, route: Route, signal: AbortSignal): Promise<IncomingMessage> => {
  try {
    return await attempt(request, url, route, signal);
  } catch (error) {
    // The server may close a kept connection just as it is used again; nothing was read, so a reading method can be asked once more.
    if (error !== stale || (request.method !== 'GET' && request.method !== 'HEAD')) throw error;
    return await attempt(request, url, route, signal);
  }
};

const stale = new Error('a kept connection was closed');

const attempt = (request: EgressRequest, url: URL, route: Route, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const options: RequestOptions & { readonly highWaterMark: number; readonly ca?: string } = {
      method: request.method,
      agent: route.agent,
      lookup: route.lookup,
      headers: headersFor(request),
      maxHeaderSize: maxHeaderBytes,
      highWaterMark: readBytes,
      ...(route.authority !== undefined && { ca: route.authority }),
    };
    const outgoing = (url.protocol === 'https:' ? tlsRequest : plainRequest)(url, options);
    const abort = (): void => void outgoing.destroy(asError(signal.reason));
    signal.addEventListener('abort', abort, { once: true });
    outgoing.once('close', () => signal.removeEventListener('abort', abort));
    outgoing.once('response', (incoming) => {
      // From here on the deadline is over: the body has its own limits.
      signal.removeEventListener('abort', abort);
      resolve(incoming);
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      reject(outgoing.reusedSocket && error.code === 'ECONNRESET' ? stale : error);
    });
    outgoing.end(request.body);
  });

const headersFor = (request: EgressRequest): { [name: string]: string | number } => ({
  'user-agent': 'plimsoll',
  ...request.headers,
  ...(request.body !== undefined && { 'content-length': Buffer.byteLength(request.body) }),
});

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

const abortWith = (incoming: IncomingMessage, signal: AbortSignal | undefined): void => {
  if (!signal) return;
  const abort = (): void => void incoming.destroy(asError(signal.reason));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  incoming.once('close', () => signal.removeEventListener('abort', abort));
};

const limited = (incoming: IncomingMessage, maxBytes: number): Readable => {
  let bytes = 0;
  const meter = new Transform({
    highWaterMark: readBytes,
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      if (bytes > maxBytes) done(new AppError('too-large', `The answer is larger than ${maxBytes} bytes.`));
      else done(null, chunk);
    },
  });
  // The callback is the pipeline's, which has handed the error to the meter by then.
  return pipeline(incoming, meter, () => {});
};

const flat = (headers: IncomingMessage['headers']): { readonly [name: string]: string | undefined } =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
