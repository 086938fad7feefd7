import { AppError } from '../../model/error.ts';
import { essenceOf } from '../accept.ts';
import type { BodyDefinition } from './definition.ts';
import { parseJson } from './json.ts';
import { decodeUtf8, refuseNul } from './read.ts';

export const jsonMediaType = 'application/json';

/** Refuses a body that nobody will read, before a byte of it is taken in. */
export const requireSupportedType = (body: BodyDefinition, headers: Headers): void => {
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.trim().toLowerCase() !== 'identity') {
    throw new AppError('unsupported-media-type', 'send the body without Content-Encoding');
  }
  const header = headers.get('content-type');
  const known = [jsonMediaType, ...Object.keys(body.texts ?? {})];
  if (header === null || !known.includes(essenceOf(header))) {
    throw new AppError('unsupported-media-type', `send Content-Type: ${known.join(' or ')}`);
  }
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(header)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw new AppError('unsupported-media-type', 'send the body in UTF-8');
};

/** The body as a value that its schema can check. Throws the error of whichever layer was wrong, with the place. */
export const readContent = (body: BodyDefinition, request: Request, bytes: Uint8Array): unknown => {
  if (body.maxBytes === 0) return undefined;
  const mediaType = essenceOf(request.headers.get('content-type') ?? '');
  const content = decodeUtf8(bytes);
  const read = body.texts && Object.hasOwn(body.texts, mediaType) ? body.texts[mediaType] : undefined;
  return read ? read(refuseNul(content)) : parseJson(content);
};
