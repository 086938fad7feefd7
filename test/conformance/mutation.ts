import { isList, isObject, type Json, type JsonObject, pointerToken } from '../../lib/model/json.ts';
import type { Shape } from '../../lib/rule/kubernetes/schema/type.ts';

type Step = string | number;
export type Mutation = { readonly pointer: string; readonly value: JsonObject; readonly isWrongType: boolean };

const nested = (depth: number): Json => (depth === 0 ? 'deep' : depth % 2 === 0 ? [nested(depth - 1)] : { deep: nested(depth - 1) });

/** What a field is replaced by; the parser's own bound on depth is 100. */
const strange: readonly Json[] = [null, 7, 'x', [], {}, 2 ** 63, nested(40), [null], { name: null }, false, -1, ['x', 7], ''];

const pathsIn = (value: Json, path: readonly Step[] = []): (readonly Step[])[] => {
  const entries: [Step, Json][] = isList(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return entries.flatMap(([key, member]) => [[...path, key], ...pathsIn(member, [...path, key])]);
};

const replaced = (value: Json, [key, ...rest]: readonly Step[], by: Json): Json => {
  if (key === undefined) return by;
  if (isList(value)) return value.map((item, at) => (at === key ? replaced(item, rest, by) : item));
  return isObject(value) ? { ...value, [key]: replaced(value[key] ?? null, rest, by) } : value;
};

/** What the schema wants at a path; undefined where it does not say. */
const shapeAt = (shape: Shape | undefined, [key, ...rest]: readonly Step[]): Shape | undefined => {
  if (key === undefined || shape === undefined) return shape;
  if (shape.kind === 'list' || shape.kind === 'map') return shapeAt(shape.of, rest);
  return shape.kind === 'object' ? shapeAt(shape.fields()?.get(String(key))?.shape, rest) : undefined;
};

/** Null stands for a field that is not set; texts and numbers have forms of their own, which this leaves out. */
const isWrongType = (shape: Shape | undefined, value: Json): boolean => {
  if (shape === undefined || shape.kind === 'open' || value === null) return false;
  if (shape.kind === 'list') return !isList(value);
  if (shape.kind === 'map' || shape.kind === 'object') return !isObject(value);
  return isList(value) || isObject(value);
};

/** Each field of an object but those that name its kind, replaced by one strange value; `start` says by which the first is. */
export const mutationsOf = (object: JsonObject, shape: Shape | undefined, start: number): readonly Mutation[] =>
  pathsIn(object)
    .filter(([first]) => first !== 'apiVersion' && first !== 'kind')
    .flatMap((path, at) => {
      const by = strange[(start + at) % strange.length] ?? null;
      const value = replaced(object, path, by);
      if (!isObject(value)) return [];
      const pointer = path.map((step) => `/${pointerToken(String(step))}`).join('');
      return [{ pointer, value, isWrongType: isWrongType(shapeAt(shape, path), by) }];
    });
