import type { Json } from '../model/json.ts';

/** One line an event. The message is constant and reads "<process> <event>"; what varies is in the fields. Values under secret-like names are masked. */
export type Log = {
  info(message: string, fields?: { readonly [name: string]: Json | undefined }): void;
  error(message: string, fields?: { readonly [name: string]: Json | undefined }): void;
};
