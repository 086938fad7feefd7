import type { Json } from '../../../model/json.ts';

/** Deeper values would take more stack than there is when they are compared or written. */
const deepest = 200;

/** The value of a JSON text; undefined when it is none, or one nested more than 200 deep. */
export const jsonIn = (text: string): Json | undefined => {
  if (isTooDeep(text)) return undefined;
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
};

/** Brackets inside strings count as well: no text of that kind is of use to a policy. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (let at = 0; at < text.length && depth <= deepest; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x5b || character === 0x7b) depth += 1;
    else if (character === 0x5d || character === 0x7d) depth -= 1;
  }
  return depth > deepest;
};
