import { setTimeout as wait } from 'node:timers/promises';
import type { Stack } from './stack.ts';

export type Answer = { readonly status: number; readonly body: { readonly [name: string]: unknown } };
export type Client = {
  get(path: string): Promise<Answer>;
  post(path: string, body: object, more?: { readonly [header: string]: string }): Promise<Answer>;
};

export const clientOf = ({ api, adminKey }: Stack): Client => {
  const ask = async (method: string, path: string, body?: object, more?: { readonly [header: string]: string }): Promise<Answer> => {
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json', ...more };
    const response = await fetch(`${api}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : Object(JSON.parse(text)) };
  };
  return { get: (path) => ask('GET', path), post: (path, body, more) => ask('POST', path, body, more) };
};

const longestMs = 90_000;

/** Asks until the answer is there. `meanwhile` is done between two looks. */
export const until = async <T>(what: string, look: () => Promise<T | undefined>, meanwhile: () => void = () => {}): Promise<T> => {
  for (const end = Date.now() + longestMs; Date.now() < end; meanwhile()) {
    const found = await look();
    if (found !== undefined) return found;
    await wait(300);
  }
  throw new Error(`waited in vain for ${what}`);
};
