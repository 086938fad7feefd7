import { isList, type Json, memberOf, pointerTokens } from '../model/json.ts';

/** The value at a JSON pointer; undefined when a step is missing. */
export const valueAt = (value: Json | undefined, pointer: string): Json | undefined => {
  let found = value;
  for (const token of pointerTokens(pointer)) {
    if (isList(found)) found = /^(0|[1-9][0-9]*)$/.test(token) ? found[Number(token)] : undefined;
    else found = memberOf(found, token);
    if (found === undefined) return undefined;
  }
  return found;
};
