import { AppError } from '../model/error.ts';

/** The validator of a thing that changes: its version number. */
export const versionEtag = (version: number): string => `"v${version}"`;

/**
 * The version that the caller read, from If-Match. Throws `version-required` when it is missing, so that no update is lost by
 * leaving it out, and `version-mismatch` for a validator that is not one of ours. Source: RFC 9110 section 13.1.1, RFC 6585 section 3.
 */
export const requiredVersion = (request: Request): number => {
  const header = request.headers.get('if-match');
  if (header === null) throw new AppError('version-required', 'send If-Match with the ETag of what you read');
  const version = /^"v(\d{1,15})"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new AppError('version-mismatch', 'If-Match does not name a version of this');
  return Number(version);
};

/** The condition for writers that took what they found: 412 when it was not what the caller read. */
export const requireVersion = (request: Request, current: number): void => {
  if (requiredVersion(request) !== current) throw new AppError('version-mismatch', 'it has changed since it was read');
};
