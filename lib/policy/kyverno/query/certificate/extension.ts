import type { Json, JsonObject } from '../../../../model/json.ts';
import { bitsOf, type Der, derIn, integerOf, oidOf, partsOf, tags } from './der.ts';
import { listOrNull } from './name.ts';

export type Extension = { readonly id: readonly number[]; readonly isCritical: boolean; readonly value: Buffer };

/** Of a list of extensions. */
export const extensionsIn = (der: Der | undefined): readonly Extension[] =>
  partsOf(der).flatMap((each) => {
    const [id, ...rest] = partsOf(each);
    const oid = oidOf(id);
    const value = rest.at(-1);
    return oid && value?.tag === tags.octets ? [{ id: oid, isCritical: rest.length > 1, value: value.content }] : [];
  });

export const extensionsAsJson = (extensions: readonly Extension[]): Json =>
  listOrNull(extensions.map(({ id, isCritical, value }) => ({ Id: id, Critical: isCritical, Value: value.toString('base64') })));

/** What the extensions 2.5.29.x come to. Source: RFC 5280, 4.2.1, and the names of Go's x509.Certificate; the others are in `Extensions` alone. */
const readers = new Map<number, (value: Der | undefined) => JsonObject>([
  [14, (value) => ({ SubjectKeyId: value?.content.toString('base64') ?? null })],
  [15, (value) => ({ KeyUsage: usageOf(bitsOf(value)) })],
  [17, (value) => alternativeNames(value)],
  [19, (value) => constraintsOf(value)],
  [35, (value) => authorityKeyOf(value)],
  [37, (value) => ({ ExtKeyUsage: listOrNull(partsOf(value).flatMap((part) => purposes.get(oidOf(part)?.join('.') ?? '') ?? [])) })],
]);

/** As the numbers that Go gives them; others are in `Extensions` alone. Source: Go, crypto/x509, ExtKeyUsage. */
const purposes = new Map([
  ['2.5.29.37.0', 0],
  ...Array.from({ length: 9 }, (_, at): [string, number] => [`1.3.6.1.5.5.7.3.${at + 1}`, at + 1]),
]);

/** The members that extensions give to a certificate. */
export const extended = (extensions: readonly Extension[]): JsonObject =>
  Object.assign(
    {},
    ...extensions.map(({ id, value }) => {
      const [a, b, c, kind = -1, ...more] = id;
      return (a === 2 && b === 5 && c === 29 && more.length === 0 && readers.get(kind)?.(derIn(value))) || {};
    }),
  );

/** The first bit of the string is the lowest of the number. */
const usageOf = (bits: Buffer | undefined): number =>
  Array.from({ length: 9 }, (_, at) => (((bits?.[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) << at).reduce((sum, bit) => sum + bit, 0);

const constraintsOf = (value: Der | undefined): JsonObject => {
  const parts = partsOf(value);
  const length = parts.map(integerOf).find((number) => number !== undefined);
  const isAuthority = parts.some(({ tag, content }) => tag === 0x01 && content[0] !== 0);
  return {
    BasicConstraintsValid: true,
    IsCA: isAuthority,
    MaxPathLen: length === undefined ? -1 : Number(length),
    MaxPathLenZero: length === 0n,
  };
};

const authorityKeyOf = (value: Der | undefined): JsonObject => {
  const key = partsOf(value).find(({ tag }) => tag === 0x80);
  return { AuthorityKeyId: key?.content.toString('base64') ?? null };
};

/** Source: RFC 5280, 4.2.1.6, GeneralName. */
const alternativeNames = (value: Der | undefined): JsonObject => {
  const names = partsOf(value);
  const textsOf = (wanted: number): Json =>
    listOrNull(names.filter(({ tag }) => tag === wanted).map(({ content }) => content.toString('latin1')));
  const addresses = names.filter(({ tag }) => tag === 0x87).flatMap(({ content }) => addressOf(content) ?? []);
  return { EmailAddresses: textsOf(0x81), DNSNames: textsOf(0x82), IPAddresses: listOrNull(addresses) };
};

const addressOf = (content: Buffer): string | undefined => {
  if (content.length === 4) return content.join('.');
  if (content.length !== 16) return undefined;
  const groups = Array.from({ length: 8 }, (_, at) => content.readUInt16BE(at * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
};
