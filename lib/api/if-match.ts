import { createHash } from 'node:crypto';
import { AppError } from '../model/error.ts';
import { cacheable, json } from './reply.ts';

/** The validator of a thing that changes: its version, for updates, and a hash, since what is shown beside it may change too. */
const versionEtag = (version: number, body: string): string => `"v${version}.${bytesOf(body)}"`;

const bytesOf = (body: string): string => createHash('sha256').update(body).digest('base64url').slice(0, 16);

/**
 * The version that the caller read, from If-Match. Throws `version-required` when it is missing, so that no update is lost by
 * leaving it out, and `version-mismatch` for a validator that is not one of ours. Source: RFC 9110 section 13.1.1, RFC 6585 section 3.
 */
export const requiredVersion = (request: Request): number => {
  const header = request.headers.get('if-match');
  if (header === null) throw new AppError('version-required', 'send If-Match with the ETag of what you read');
  const version = /^"v(\d{1,15})(?:\.[\w-]+)?"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new AppError('version-mismatch', 'If-Match does not name a version of this');
  return Number(version);
};

type Versioned = { readonly version: number };

/** A thing that changes, with the ETag that its update must name; 304 when the caller has it. */
export const versioned = <T extends Versioned>(request: Request, value: T): Response => {
  const body = JSON.stringify(value);
  return cacheable(request, body, 'application/json', { etag: versionEtag(value.version, body) });
};

/** A thing as it is after a change. */
export const updated = <T extends Versioned>(value: T): Response =>
  json(200, value, { etag: versionEtag(value.version, JSON.stringify(value)) });
