import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Http2Bindings, type HttpBindings, type ServerType, serve } from '@hono/node-server';
import { AppError } from '../model/error.ts';
import { answerClientError } from './client-error.ts';
import { inTurn } from './turn.ts';

type Fetch = (request: Request, connection: HttpBindings | Http2Bindings) => Response | Promise<Response>;
type Pair = { readonly cert: string; readonly key: string };
export type Listening = { readonly server: ServerType; readonly port: number; readonly scheme: 'http' | 'https' };

/** Certificates of clusters live for weeks or hours; a renewed one is taken within this time, without a restart. */
const certificateEveryMs = 30_000;

/**
 * Longer than load balancers keep what is idle (60 s is usual), so that it is they who close: Node's own 5 s would also pass while the process is busy, and
 * break connections on which a request is already waiting.
 */
const keepAliveMs = 75_000;

/** Plain HTTP, or HTTPS when `PLIMSOLL_TLS_CERT` and `PLIMSOLL_TLS_KEY` name PEM files. Throws AppError `invalid-request` when the address cannot be had. */
export const listenOn = (fetch: Fetch, { host, port }: { readonly host: string; readonly port: number }): Promise<Listening> =>
  new Promise((resolve, reject) => {
    const pair = certificate();
    const scheme = pair ? 'https' : 'http';
    const server = serve(
      {
        fetch: inTurn(fetch),
        port,
        hostname: host,
        ...(pair && { createServer, serverOptions: { ...pair, minVersion: 'TLSv1.2' as const } }),
      },
      (address: AddressInfo) => resolve({ server, port: address.port, scheme }),
    );
    if ('keepAliveTimeout' in server) server.keepAliveTimeout = keepAliveMs;
    server.once('error', (error: NodeJS.ErrnoException) => reject(unavailable(error, host, port)));
    server.on('clientError', answerClientError);
    if (pair && isTls(server)) renew(server, pair);
  });

const reasons: { readonly [code: string]: string } = {
  EADDRINUSE: 'something else listens there; --port chooses another',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'this machine has no such address',
};

const unavailable = (error: NodeJS.ErrnoException, host: string, port: number): Error => {
  const reason = reasons[error.code ?? ''];
  return reason === undefined ? error : new AppError('invalid-request', `${host}:${port}: ${reason}`, { cause: error });
};

const isTls = (server: ServerType): server is Server => 'setSecureContext' in server;

const renew = (server: Server, first: Pair): void => {
  let current = first;
  const timer = setInterval(() => {
    try {
      const next = certificate();
      if (!next || (next.cert === current.cert && next.key === current.key)) return;
      server.setSecureContext({ ...next, minVersion: 'TLSv1.2' });
      current = next;
    } catch {
      // Half-written, or certificate and key are not yet a pair: the old one serves until the next look.
    }
  }, certificateEveryMs).unref();
  server.once('close', () => clearInterval(timer));
};

const certificate = (): Pair | undefined => {
  const cert = process.env['PLIMSOLL_TLS_CERT'];
  const key = process.env['PLIMSOLL_TLS_KEY'];
  if (!cert && !key) return undefined;
  if (!cert || !key) throw new AppError('invalid-request', 'PLIMSOLL_TLS_CERT and PLIMSOLL_TLS_KEY name two files; one of them is not set');
  try {
    return { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  } catch (cause) {
    throw new AppError('invalid-request', `${cert} or ${key} cannot be read`, { cause });
  }
};
