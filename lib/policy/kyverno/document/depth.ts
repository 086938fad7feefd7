import { isList, isObject, type Json, pointerToken } from '../../../model/json.ts';

const deepest = 100;

/** Pointer of what lies deeper than a policy may; undefined when nothing does. */
export const tooDeep = (value: Json, pointer = '', depth = 0): string | undefined => {
  if (depth > deepest) return pointer;
  for (const [key, member] of membersOf(value)) {
    if (typeof member !== 'object') continue;
    const found = tooDeep(member, `${pointer}/${pointerToken(key)}`, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
};

const membersOf = (value: Json): Iterable<readonly [string | number, Json]> => {
  if (isList(value)) return value.entries();
  return isObject(value) ? Object.entries(value) : [];
};
