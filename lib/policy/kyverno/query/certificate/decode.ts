import type { JsonObject } from '../../../../model/json.ts';
import { failed, type Outcome, valued } from '../../outcome.ts';
import { certificateOf } from './certificate.ts';
import { type Der, derIn } from './der.ts';
import { requestOf } from './request.ts';

const block = /-----BEGIN ([A-Z ]{1,50})-----\s([A-Za-z0-9+/=\s]*)-----END \1-----/;
const longest = 100_000;

const kinds = new Map<string, (der: Der) => JsonObject | undefined>([
  ['CERTIFICATE', certificateOf],
  ['CERTIFICATE REQUEST', requestOf],
]);

/**
 * The first block of a PEM text, a certificate or a request for one, as an object. Only RSA keys are taken, as in Kyverno; constraints of names, policies
 * and places of revocation are told by `Extensions` alone.
 */
export const decodedCertificate = (text: string): Outcome => {
  const [, kind = '', body = ''] = text.length > longest ? [] : (block.exec(text) ?? []);
  const read = kinds.get(kind);
  if (!read) return failed('x509_decode: the text is neither a certificate nor a request for one in PEM');
  const der = derIn(Buffer.from(body.replace(/\s/g, ''), 'base64'));
  const decoded = der && read(der);
  return decoded ? valued(decoded) : failed('x509_decode: the certificate cannot be read, or its key is none of RSA');
};
