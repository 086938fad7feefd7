import type { JsonObject } from '../../../../model/json.ts';
import { bitsOf, type Der, derIn, integerOf, oidOf, partsOf } from './der.ts';

const rsaEncryption = '1.2.840.113549.1.1.1';

/** As the numbers that Go gives them. Source: Go, crypto/x509, SignatureAlgorithm. */
const algorithms = new Map([
  ['1.2.840.113549.1.1.2', 1],
  ['1.2.840.113549.1.1.4', 2],
  ['1.2.840.113549.1.1.5', 3],
  ['1.2.840.113549.1.1.11', 4],
  ['1.2.840.113549.1.1.12', 5],
  ['1.2.840.113549.1.1.13', 6],
  ['1.2.840.10045.4.1', 9],
  ['1.2.840.10045.4.3.2', 10],
  ['1.2.840.10045.4.3.3', 11],
  ['1.2.840.10045.4.3.4', 12],
  ['1.3.101.112', 16],
]);

/** Modulus, as decimal digits, and exponent of an RSA key; undefined for a key of another kind. Source: RFC 8017, A.1.1. */
export const publicKeyOf = (der: Der | undefined): JsonObject | undefined => {
  const [algorithm, key] = partsOf(der);
  if (identifierOf(algorithm) !== rsaEncryption) return undefined;
  const [modulus, exponent] = partsOf(derIn(bitsOf(key) ?? Buffer.alloc(0))).map(integerOf);
  return modulus === undefined || exponent === undefined ? undefined : { N: String(modulus), E: Number(exponent) };
};

/** 0 for one that is not known, such as those of PSS, which say more by their parameters. */
export const signatureAlgorithmOf = (der: Der | undefined): number => algorithms.get(identifierOf(der)) ?? 0;

const identifierOf = (der: Der | undefined): string => (oidOf(partsOf(der)[0]) ?? []).join('.');
