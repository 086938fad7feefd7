export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };
/** What may be written as JSON: members that are `undefined` are left out. */
export type Storable = null | boolean | number | string | readonly Storable[] | { readonly [key: string]: Storable | undefined };

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);

// One for all: rules ask for members that are not there a million times a run.
const nothing: JsonObject = Object.freeze({});
const none: readonly Json[] = Object.freeze([]);

/** The text's value when it is JSON and an object; a byte order mark may stand ahead of it. */
export const objectIn = (text: string): JsonObject | undefined => {
  try {
    const value: Json = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The member as an object; an empty one when it is absent or of another type. */
export const objectAt = (value: Json | undefined, key: string): JsonObject => {
  const member = memberOf(value, key);
  return isObject(member) ? member : nothing;
};

/** The member as a list; an empty one when it is absent or of another type. */
export const listAt = (value: Json | undefined, key: string): readonly Json[] => {
  const member = memberOf(value, key);
  return isList(member) ? member : none;
};

export const stringAt = (value: Json | undefined, key: string): string | undefined => {
  const member = memberOf(value, key);
  return typeof member === 'string' ? member : undefined;
};

export const numberAt = (value: Json | undefined, key: string): number | undefined => {
  const member = memberOf(value, key);
  return typeof member === 'number' ? member : undefined;
};

export const booleanAt = (value: Json | undefined, key: string): boolean | undefined => {
  const member = memberOf(value, key);
  return typeof member === 'boolean' ? member : undefined;
};

/** Own members only: a key such as `__proto__` or `constructor` never reaches the prototype. */
export const memberOf = (value: Json | undefined, key: string): Json | undefined => {
  if (!isObject(value)) return undefined;
  const member = value[key];
  return member !== undefined && Object.hasOwn(value, key) ? member : undefined;
};

/** The member as the API server takes it: a field that is null is a field that is not there. */
export const givenAt = (value: Json | undefined, key: string): Json | undefined => memberOf(value, key) ?? undefined;

/** One reference token of a JSON pointer. Source: RFC 6901 section 3. */
export const pointerToken = (key: string | number): string => {
  const text = String(key);
  return text.includes('~') || text.includes('/') ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text;
};

export const pointerTokens = (pointer: string): string[] =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((token) => (token.includes('~') ? token.replaceAll('~1', '/').replaceAll('~0', '~') : token));
