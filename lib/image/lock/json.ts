import { isObject, type Json, type JsonObject } from '../../model/json.ts';

/** The document when it is an object; anything else is no lock file. */
export const parseLockJson = (text: string): JsonObject | undefined => {
  try {
    const value: Json = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
