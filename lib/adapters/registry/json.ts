import { AppError, type ErrorCode } from '../../model/error.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';

// Deeper than any manifest or configuration; later recursion over the value is safe below it.
const maxDepth = 64;

/** The bytes as a JSON value. Throws AppError with this code. */
export const parseJson = (bytes: Uint8Array, what: string, code: ErrorCode = 'image-corrupt'): Json => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (depthOf(text) > maxDepth) throw new SyntaxError('nested too deep');
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError(code, `The ${what} is not JSON that can be read.`, { cause, internal: String(cause) });
  }
};

export const parseObject = (bytes: Uint8Array, what: string, code: ErrorCode = 'image-corrupt'): JsonObject => {
  const value = parseJson(bytes, what, code);
  if (isObject(value)) return value;
  throw new AppError(code, `The ${what} is not a JSON object.`);
};

const depthOf = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
};
