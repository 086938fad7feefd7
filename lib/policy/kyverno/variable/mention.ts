import { isList, isObject, type Json } from '../../../model/json.ts';

/** Whether a value holds anything for `substitute` to do: what holds nothing is the same for every object. */
export const mentionsVariables = (value: Json): boolean => {
  if (typeof value === 'string') return /\{\{|\$\(/.test(value);
  if (isList(value)) return value.some(mentionsVariables);
  return isObject(value) && Object.entries(value).some(([key, member]) => mentionsVariables(key) || mentionsVariables(member));
};
