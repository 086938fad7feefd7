import type { Json } from '../../model/json.ts';

/** `ambiguous`: YAML 1.2 reads the same text as something else, so tools disagree about it. */
export type Scalar = { readonly value: Json; readonly ambiguous?: boolean };

const booleans = new Map<string, boolean>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, boolean] => [word, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, boolean] => [word, false]),
]);
const booleansOfYaml12 = new Set(['true', 'True', 'TRUE', 'false', 'False', 'FALSE']);
const nulls = new Set(['', '~', 'null', 'Null', 'NULL']);

const decimal = /^[-+]?(0|[1-9][0-9]*)$/;
const octal = /^([-+]?)0o?([0-7]+)$/;
const hexadecimal = /^([-+]?)0x([0-9a-fA-F]+)$/;
const binary = /^([-+]?)0b([01]+)$/;
const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const mayBeNumber = /^[-+.0-9]/;
const longestNumber = 64;

/**
 * A plain scalar as the API server's reader takes it: YAML 1.1 with Go's number forms; time stamps stay strings.
 * Source: resolve() in go-yaml v2, which sigs.k8s.io/yaml embeds.
 */
export const plainScalar = (text: string): Scalar => {
  if (nulls.has(text)) return { value: null };
  const boolean = booleans.get(text);
  if (boolean !== undefined) return booleansOfYaml12.has(text) ? { value: boolean } : { value: boolean, ambiguous: true };
  if (!mayBeNumber.test(text) || text.length > longestNumber) return { value: text };
  return numberOf(text) ?? { value: text };
};

const numberOf = (text: string): Scalar | undefined => {
  const plain = text.replaceAll('_', '');
  const ambiguous = plain !== text;
  // Adding zero makes -0 the 0 that Go's integers have.
  if (decimal.test(plain)) return scalar(Number(plain) + 0, ambiguous);
  const digits = octal.exec(plain);
  if (digits) return scalar(signed(digits, 8), ambiguous || !plain.includes('o'));
  const hex = hexadecimal.exec(plain);
  if (hex) return scalar(signed(hex, 16), ambiguous || hex[1] !== '');
  const bits = binary.exec(plain);
  if (bits) return scalar(signed(bits, 2), true);
  if (!float.test(plain)) return undefined;
  const value = Number(plain);
  // JSON has no infinity: sigs.k8s.io/yaml refuses it, here it stays the text that it was.
  return Number.isFinite(value) ? scalar(value, ambiguous) : undefined;
};

const scalar = (value: number, ambiguous: boolean): Scalar => (ambiguous ? { value, ambiguous } : { value });

const signed = ([, sign, digits]: RegExpExecArray, radix: number): number => Number.parseInt(digits ?? '', radix) * (sign === '-' ? -1 : 1);

const standardTags = new Map<string, (text: string) => Scalar | undefined>([
  ['str', (text) => ({ value: text })],
  ['binary', (text) => ({ value: text })],
  ['timestamp', (text) => ({ value: text })],
  ['null', (text) => (nulls.has(text) ? { value: null } : undefined)],
  ['bool', (text) => typedScalar(text, 'boolean')],
  ['int', (text) => typedScalar(text, 'number')],
  ['float', (text) => typedScalar(text, 'number')],
]);

const typedScalar = (text: string, type: 'boolean' | 'number'): Scalar | undefined => {
  const read = plainScalar(text);
  return typeof read.value === type ? { value: read.value } : undefined;
};

/** A scalar with an explicit tag; undefined when the tag is not one of YAML's own or the text does not fit it. */
export const taggedScalar = (tag: string, text: string): Scalar | undefined => {
  if (tag === '!') return { value: text };
  const name = standardTagName(tag);
  return name === undefined ? undefined : standardTags.get(name)?.(text);
};

const standardTagName = (tag: string): string | undefined => /^(?:!!|!<tag:yaml\.org,2002:)([a-z]+)>?$/.exec(tag)?.[1];

export const isCollectionTag = (tag: string, kind: 'map' | 'seq'): boolean => tag === '!' || standardTagName(tag) === kind;
