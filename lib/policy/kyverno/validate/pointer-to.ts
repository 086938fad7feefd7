import { isList, isObject, type Json, pointerToken } from '../../../model/json.ts';

const deepest = 12;
const mostVisited = 5_000;

/** Where a part stands in the object that it was taken from, by identity; undefined where a query has made it. */
export const pointerTo = (object: Json, part: Json): string | undefined => find(object, part, '', { left: mostVisited, depth: 0 });

const find = (value: Json, part: Json, pointer: string, walk: { left: number; depth: number }): string | undefined => {
  if (value === part) return pointer;
  walk.left -= 1;
  if (walk.left < 0 || walk.depth >= deepest) return undefined;
  walk.depth += 1;
  let found: string | undefined;
  for (const [key, member] of membersOf(value)) {
    found = find(member, part, `${pointer}/${pointerToken(key)}`, walk);
    if (found !== undefined) break;
  }
  walk.depth -= 1;
  return found;
};

const membersOf = (value: Json): Iterable<readonly [string | number, Json]> => {
  if (isList(value)) return value.entries();
  return isObject(value) ? Object.entries(value) : [];
};
