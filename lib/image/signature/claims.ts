import { X509Certificate } from 'node:crypto';
import { type JsonObject, listAt, objectAt, stringAt } from '../../model/json.ts';
import { shown } from '../attached/keyless.ts';

const longest = 64 * 1024;

/** Whom the bundle's certificate names, believed or not; null: it cannot be read, or names nobody. */
export const claimsOf = (bundle: JsonObject): string | null => {
  const material = objectAt(bundle, 'verificationMaterial');
  const [first] = listAt(objectAt(material, 'x509CertificateChain'), 'certificates');
  const raw = stringAt(first, 'rawBytes') ?? stringAt(objectAt(material, 'certificate'), 'rawBytes') ?? '';
  if (raw.length > longest) return null;
  try {
    const { subjectAltName } = new X509Certificate(Buffer.from(raw, 'base64'));
    return subjectAltName ? shown(subjectAltName.replace(/^(email|URI):/, '')) : null;
  } catch {
    return null;
  }
};
