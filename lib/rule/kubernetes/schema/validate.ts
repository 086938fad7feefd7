import { isList, isObject, type Json, type JsonObject, pointerToken } from '../../../model/json.ts';
import { nearest } from '../../../model/nearest.ts';
import { quantityOf } from '../quantity.ts';
import type { Field, Shape } from './type.ts';

/** Something in an object that its schema does not allow. `meant`: the field that was probably meant and is not there yet; `fits`: it would take the value. */
export type SchemaProblem =
  | {
      readonly kind: 'unknown';
      readonly pointer: string;
      readonly name: string;
      readonly meant: string | null;
      readonly fits: boolean;
      readonly value: Json;
    }
  | { readonly kind: 'type'; readonly pointer: string; readonly expected: string; readonly got: string }
  | { readonly kind: 'missing'; readonly pointer: string; readonly name: string };

/** Whether a value has no problem at all: nearly every one has none, and this way the answer costs no memory. */
const isValid = (value: Json, shape: Shape): boolean => {
  if (value === null) return true;
  switch (shape.kind) {
    case 'open':
      return true;
    case 'list':
      return isList(value) && value.every((item) => isValid(item, shape.of));
    case 'map':
      return isObject(value) && Object.values(value).every((item) => isValid(item, shape.of));
    case 'object':
      return isObject(value) && hasValidMembers(value, shape.fields());
    default:
      return fits(value, shape.kind);
  }
};

const hasValidMembers = (value: JsonObject, fields: ReadonlyMap<string, Field> | null): boolean => {
  if (fields === null) return true;
  for (const name in value) {
    const field = fields.get(name);
    if (!field || !isValid(value[name] ?? null, field.shape)) return false;
  }
  for (const name of requiredOf(fields)) if (value[name] === undefined || value[name] === null) return false;
  return true;
};

const required = new WeakMap<ReadonlyMap<string, Field>, readonly string[]>();

const requiredOf = (fields: ReadonlyMap<string, Field>): readonly string[] => {
  const known = required.get(fields) ?? [...fields].flatMap(([name, field]) => (field.required ? [name] : []));
  required.set(fields, known);
  return known;
};

/** Every problem in a value, in the order of the text. Safe to recurse: the parser bounds the depth. */
export const validate = (value: Json, shape: Shape, pointer = ''): readonly SchemaProblem[] =>
  pointer === '' && isValid(value, shape) ? [] : problemsIn(value, shape, pointer);

const problemsIn = (value: Json, shape: Shape, pointer: string): readonly SchemaProblem[] => {
  // The API server takes null for a field that is not set.
  if (value === null) return [];
  switch (shape.kind) {
    case 'open':
      return [];
    case 'list':
      return isList(value) ? value.flatMap((item, at) => problemsIn(item, shape.of, `${pointer}/${at}`)) : wrong(value, 'a list', pointer);
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => problemsIn(item, shape.of, `${pointer}/${pointerToken(key)}`))
        : wrong(value, 'a map', pointer);
    case 'object':
      return isObject(value) ? members(value, shape.fields(), pointer) : wrong(value, 'a map', pointer);
    default:
      return fits(value, shape.kind) ? [] : wrong(value, words[shape.kind], pointer);
  }
};

const words = {
  string: 'a text',
  time: 'a time',
  number: 'a number',
  boolean: 'true or false',
  intOrString: 'a number or a text',
  quantity: 'an amount such as 500m or 128Mi',
} as const;

const fits = (value: Json, kind: keyof typeof words): boolean => {
  switch (kind) {
    case 'string':
    case 'time':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'intOrString':
      return typeof value === 'number' || typeof value === 'string';
    case 'quantity':
      return quantityOf(value) !== undefined;
  }
};

const members = (value: JsonObject, fields: ReadonlyMap<string, Field> | null, pointer: string): readonly SchemaProblem[] => {
  if (fields === null) return [];
  const found: SchemaProblem[] = [];
  for (const [name, member] of Object.entries(value)) {
    const field = fields.get(name);
    const place = `${pointer}/${pointerToken(name)}`;
    if (field) found.push(...problemsIn(member, field.shape, place));
    else found.push(unknownField({ name, member, place }, value, fields));
  }
  for (const [name, { required }] of fields) {
    if (required && (value[name] === undefined || value[name] === null)) found.push({ kind: 'missing', pointer, name });
  }
  return found;
};

const unknownField = (
  { name, member, place }: { name: string; member: Json; place: string },
  value: JsonObject,
  fields: ReadonlyMap<string, Field>,
): SchemaProblem => {
  const meant = meantBy(name, value, fields);
  const field = meant === null ? undefined : fields.get(meant);
  return {
    kind: 'unknown',
    pointer: place,
    name,
    meant,
    fits: field !== undefined && validate(member, field.shape).length === 0,
    value: member,
  };
};

const meantBy = (name: string, value: JsonObject, fields: ReadonlyMap<string, Field>): string | null => {
  const free = [...fields.keys()].filter((known) => !Object.hasOwn(value, known));
  return free.find((known) => known.toLowerCase() === name.toLowerCase()) ?? nearest(name, free) ?? null;
};

const wrong = (value: Json, expected: string, pointer: string): readonly SchemaProblem[] => [
  { kind: 'type', pointer, expected, got: nameOf(value) },
];

const nameOf = (value: Json): string => (isList(value) ? 'a list' : isObject(value) ? 'a map' : JSON.stringify(value).slice(0, 40));
