import { createHash } from 'node:crypto';

export type ReplyHeaders = { readonly [name: string]: string };

/** Answers belong to one key: no shared cache may keep them. */
export const json = (status: number, value: unknown, headers: ReplyHeaders = {}): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers } });

export const text = (status: number, body: string, mediaType: string, headers: ReplyHeaders = {}): Response =>
  new Response(body, { status, headers: { 'content-type': mediaType, 'cache-control': 'no-store', ...headers } });

/** It has been started, and there it can be followed. */
export const accepted = (location: string): Response => new Response(null, { status: 202, headers: { location } });

export const noContent = (): Response => new Response(null, { status: 204 });

/** A strong validator of exactly these bytes. Source: RFC 9110 section 8.8.3. */
export const strongEtag = (body: string): string => `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;

export const revalidate = 'private, no-cache';
export const immutable = 'private, max-age=31536000, immutable';

/** The body with its ETag, or 304 without it when the caller has these bytes already. */
export const cacheable = (
  request: Request,
  body: string,
  mediaType: string,
  options: { readonly cacheControl?: string; readonly etag?: string; readonly headers?: ReplyHeaders } = {},
): Response => {
  const etag = options.etag ?? strongEtag(body);
  const headers = { etag, 'cache-control': options.cacheControl ?? revalidate, vary: 'Accept, Authorization', ...options.headers };
  if (matchesEtag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { status: 200, headers: { 'content-type': mediaType, ...headers } });
};

/** If-None-Match compares weakly: a proxy that compresses makes a validator weak. Source: RFC 9110 section 13.1.2. */
export const matchesEtag = (header: string | null, etag: string): boolean => {
  if (header === null) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
};
