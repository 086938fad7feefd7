import type { ManifestObject } from '../../manifest/object.ts';
import { type Json, type JsonObject, objectAt, stringAt } from '../../model/json.ts';

/** `texts`: every form of every value of a Secret, the longest first, so that none leaves a part of another. */
type Secrets = { readonly texts: readonly string[] };

const none: Secrets = { texts: [] };
const known = new WeakMap<ManifestObject, Secrets>();

/** What of an object must not be told; nothing of what is no Secret. */
export const secretsIn = (object: ManifestObject): Secrets => {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1') return none;
  const before = known.get(object);
  if (before) return before;
  const secrets = { texts: textsIn(object.value) };
  known.set(object, secrets);
  return secrets;
};

/** Shorter values are found in any text and tell nobody anything. */
const shortest = 3;

const textsIn = (secret: JsonObject): readonly string[] => {
  const encoded = valuesOf(secret, 'data');
  const plain = [...valuesOf(secret, 'stringData'), ...encoded.map((text) => Buffer.from(text, 'base64').toString())];
  const applied = stringAt(objectAt(objectAt(secret, 'metadata'), 'annotations'), 'kubectl.kubernetes.io/last-applied-configuration');
  const written = [...encoded, ...plain, ...plain.map((text) => Buffer.from(text).toString('base64')), ...(applied ? [applied] : [])];
  const all = new Set([...written, ...written.map((text) => JSON.stringify(text).slice(1, -1))]);
  return [...all].filter((text) => text.length >= shortest).sort((a, b) => b.length - a.length);
};

const valuesOf = (secret: JsonObject, member: string): readonly string[] =>
  Object.values(objectAt(secret, member)).filter((value: Json) => typeof value === 'string');

/** A Secret of a person has a few values; to look for more in each message would take a tenant's time from all others. */
const mostTexts = 2_000;
const startLength = 24;

/** The text without what is secret. Where a value is cut short, its start is known by its first characters. */
export const hide = (text: string, { texts }: Secrets): string => {
  if (texts.length > mostTexts) return 'what the policy says is not told: the Secret holds too many values to leave them out';
  return texts.reduce(without, text);
};

const without = (text: string, secret: string): string => {
  const start = secret.slice(0, startLength);
  let told = '';
  let from = 0;
  for (let at = text.indexOf(start); at !== -1; at = text.indexOf(start, from)) {
    told += `${text.slice(from, at)}***`;
    from = at + sharedLength(text, at, secret);
  }
  return told + text.slice(from);
};

const sharedLength = (text: string, at: number, secret: string): number => {
  let length = 0;
  while (length < secret.length && text[at + length] === secret[length]) length += 1;
  return length;
};
