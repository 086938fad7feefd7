import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '../model/canonical.ts';
import { sha256 } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import type { Json } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';

export type CursorBinding = { readonly tenant: string; readonly operation: string; readonly filters: object };

/** Seals the position where a page ended. The cursor is only good for the tenant and the parameters it was made for. */
export type Cursors = {
  seal(binding: CursorBinding, position: Json): Promise<string>;
  /** Throws `invalid-cursor`. */
  open(binding: CursorBinding, cursor: string): Promise<unknown>;
};

const secretName = 'api/cursor-key';
const form = /^([A-Za-z0-9_-]{1,4096})\.([A-Za-z0-9_-]{22})$/;

/** A cursor holds keys of the store: it is signed, so that nobody can make one up. */
export const createCursors = (deps: Pick<Deps, 'secrets' | 'ids'>): Cursors => {
  let known: Promise<string> | undefined;
  const signingKey = () => {
    known ??= readOrMakeKey(deps).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  const sign = async (binding: CursorBinding, payload: string): Promise<Buffer> =>
    createHmac('sha256', await signingKey())
      .update(`${sha256(canonicalJson(binding))}.${payload}`)
      .digest()
      .subarray(0, 16);
  return {
    seal: async (binding, position) => {
      const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
      return `${payload}.${(await sign(binding, payload)).toString('base64url')}`;
    },
    open: async (binding, cursor) => {
      const [, payload, signature] = form.exec(cursor) ?? [];
      if (payload === undefined || signature === undefined) throw invalid();
      if (!timingSafeEqual(Buffer.from(signature, 'base64url'), await sign(binding, payload))) throw invalid();
      return JSON.parse(Buffer.from(payload, 'base64url').toString());
    },
  };
};

const invalid = () =>
  new AppError('invalid-cursor', 'send a cursor as it was given, with the same parameters', {
    places: [{ message: 'not valid for these parameters', pointer: '/query/cursor' }],
  });

// Read again after writing: of two processes that start together, both must end with the key that was kept.
const readOrMakeKey = async ({ secrets, ids }: Pick<Deps, 'secrets' | 'ids'>): Promise<string> => {
  const existing = await secrets.get(secretName);
  if (existing !== undefined) return existing;
  const made = Buffer.from(ids.random(32)).toString('base64url');
  await secrets.put(secretName, made);
  return (await secrets.get(secretName)) ?? made;
};
