import type { Json, JsonObject } from '../../../../model/json.ts';
import { type Der, oidOf, partsOf } from './der.ts';
import { textOf } from './text.ts';

/** By the last number of 2.5.4.x. Source: Go, crypto/x509/pkix, Name. */
const lists = new Map([
  [6, 'Country'],
  [7, 'Locality'],
  [8, 'Province'],
  [9, 'StreetAddress'],
  [10, 'Organization'],
  [11, 'OrganizationalUnit'],
  [17, 'PostalCode'],
]);
const singles = new Map([
  [3, 'CommonName'],
  [5, 'SerialNumber'],
]);

type Attribute = { readonly type: readonly number[]; readonly value: string };

/** A distinguished name as Go writes it: lists of what there may be several of, null where there is none. */
export const nameOf = (der: Der | undefined): JsonObject => {
  const attributes = partsOf(der).flatMap(partsOf).flatMap(attributeOf);
  const withType = (kind: number): readonly Attribute[] =>
    attributes.filter(({ type }) => type.length === 4 && type[0] === 2 && type[1] === 5 && type[2] === 4 && type[3] === kind);
  const members: [string, Json][] = [
    ...Array.from(lists, ([kind, name]): [string, Json] => [name, listOrNull(withType(kind).map(({ value }) => value))]),
    ...Array.from(singles, ([kind, name]): [string, Json] => [name, withType(kind).at(-1)?.value ?? '']),
  ];
  const names = attributes.map(({ type, value }) => ({ Type: type, Value: value }));
  return { ...Object.fromEntries(members), Names: listOrNull(names), ExtraNames: null };
};

/** Go writes a list that has never been made as null. */
export const listOrNull = (list: readonly Json[]): Json => (list.length === 0 ? null : list);

const attributeOf = (der: Der): readonly Attribute[] => {
  const [type, value] = partsOf(der);
  const oid = oidOf(type);
  const text = textOf(value);
  return oid === undefined || text === undefined ? [] : [{ type: oid, value: text }];
};
