import { isList, isObject, type Json } from '../../../model/json.ts';

// As deep as a substitution goes: it refuses what is deeper, so that is for it to say.
const deepest = 200;

/** Whether a value holds anything for `substitute` to do: what holds nothing is the same for every object. */
export const mentionsVariables = (value: Json, depth = 0): boolean => {
  if (typeof value === 'string') return value.includes('{{') || value.includes('$(');
  if (depth > deepest) return true;
  if (isList(value)) return value.some((item) => mentionsVariables(item, depth + 1));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, member]) => mentionsVariables(key) || mentionsVariables(member, depth + 1));
};
