import type { JsonObject } from '../../../../model/json.ts';
import { raw } from './certificate.ts';
import { bitsOf, type Der, integerOf, oidOf, partsOf } from './der.ts';
import { extended, extensionsAsJson, extensionsIn } from './extension.ts';
import { nameOf } from './name.ts';
import { publicKeyOf, signatureAlgorithmOf } from './public-key.ts';

const extensionRequest = '1.2.840.113549.1.9.14';

/** A request for a certificate with the names that Go's x509.CertificateRequest has; undefined for what is none. Source: RFC 2986, 4. */
export const requestOf = (der: Der): JsonObject | undefined => {
  const [body, algorithm, signature] = partsOf(der);
  const [version, subject, key, attributes] = partsOf(body);
  const publicKey = publicKeyOf(key);
  if (!body || !subject || !key || !publicKey) return undefined;
  const extensions = extensionsIn(requested(attributes));
  const { EmailAddresses = null, DNSNames = null, IPAddresses = null } = extended(extensions);
  return {
    ...raw({ Raw: der, RawTBSCertificateRequest: body, RawSubjectPublicKeyInfo: key, RawSubject: subject }),
    Version: Number(integerOf(version) ?? 0),
    Subject: nameOf(subject),
    PublicKeyAlgorithm: 1,
    PublicKey: publicKey,
    SignatureAlgorithm: signatureAlgorithmOf(algorithm),
    Signature: bitsOf(signature)?.toString('base64') ?? null,
    Extensions: extensionsAsJson(extensions),
    ExtraExtensions: null,
    EmailAddresses,
    DNSNames,
    IPAddresses,
  };
};

const requested = (attributes: Der | undefined): Der | undefined => {
  const attribute = partsOf(attributes).find((each) => oidOf(partsOf(each)[0])?.join('.') === extensionRequest);
  return partsOf(partsOf(attribute)[1])[0];
};
