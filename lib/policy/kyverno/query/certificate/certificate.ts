import type { Json, JsonObject } from '../../../../model/json.ts';
import { bitsOf, type Der, integerOf, partsOf } from './der.ts';
import { extended, extensionsAsJson, extensionsIn } from './extension.ts';
import { nameOf } from './name.ts';
import { publicKeyOf, signatureAlgorithmOf } from './public-key.ts';
import { timeOf } from './time.ts';

/** What is there when no extension says anything of it. */
const plain: JsonObject = {
  SubjectKeyId: null,
  AuthorityKeyId: null,
  KeyUsage: 0,
  ExtKeyUsage: null,
  BasicConstraintsValid: false,
  IsCA: false,
  MaxPathLen: 0,
  MaxPathLenZero: false,
  EmailAddresses: null,
  DNSNames: null,
  IPAddresses: null,
};

/** A certificate of an RSA key with the names that Go's x509.Certificate has; undefined for what is none. Source: RFC 5280, 4.1. */
export const certificateOf = (der: Der): JsonObject | undefined => {
  const [body, algorithm, signature] = partsOf(der);
  const parts = partsOf(body);
  // The version stands first, and a certificate of the first version has none.
  const version = parts[0]?.tag === 0xa0 ? Number(integerOf(partsOf(parts[0])[0]) ?? 0) + 1 : 1;
  const [serial, , issuer, validity, subject, key, ...optional] = version === 1 && parts[0]?.tag !== 0xa0 ? parts : parts.slice(1);
  const [notBefore, notAfter] = partsOf(validity).map(timeOf);
  const publicKey = publicKeyOf(key);
  const number = integerOf(serial);
  if (!publicKey || !body || !key || !subject || !issuer || number === undefined || notBefore === undefined || notAfter === undefined) {
    return undefined;
  }
  const extensions = extensionsIn(partsOf(optional.find(({ tag }) => tag === 0xa3))[0]);
  return {
    ...plain,
    ...extended(extensions),
    ...raw({ Raw: der, RawTBSCertificate: body, RawSubjectPublicKeyInfo: key, RawSubject: subject, RawIssuer: issuer }),
    Version: version,
    SerialNumber: Number(number),
    Issuer: nameOf(issuer),
    Subject: nameOf(subject),
    NotBefore: notBefore,
    NotAfter: notAfter,
    PublicKeyAlgorithm: 1,
    PublicKey: publicKey,
    SignatureAlgorithm: signatureAlgorithmOf(algorithm),
    Signature: bitsOf(signature)?.toString('base64') ?? null,
    Extensions: extensionsAsJson(extensions),
    ExtraExtensions: null,
  };
};

export const raw = (parts: { readonly [name: string]: Der }): { readonly [name: string]: Json } =>
  Object.fromEntries(Object.entries(parts).map(([name, { whole }]) => [name, whole.toString('base64')]));
