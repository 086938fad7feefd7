import type { Json } from '../../model/json.ts';

/** The document, or undefined when it is none; a byte order mark is passed over. */
export const parseJsonFile = (content: Buffer): Json | undefined => {
  try {
    const value: Json = JSON.parse(content.toString('utf8').replace(/^\ufeff/, ''));
    return value;
  } catch {
    return undefined;
  }
};
