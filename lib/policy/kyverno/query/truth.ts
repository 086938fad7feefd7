import { isList, isObject, type Json } from '../../../model/json.ts';

/** What counts as false: null, false, and what is empty. A number never does. Source: the JMESPath specification, or-expressions. */
export const isFalse = (value: Json): boolean => {
  if (value === null || value === false || value === '') return true;
  if (isList(value)) return value.length === 0;
  if (!isObject(value)) return false;
  for (const key in value) if (Object.hasOwn(value, key)) return false;
  return true;
};
