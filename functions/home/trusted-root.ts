import { openTrustedRoot, type TrustedRoot } from '../../lib/image/attached/root.ts';
import type { Secrets } from '../../lib/ports/secrets.ts';

/** A root is larger than a function's environment, and no secret; it lies with the secrets, which the worker may read. */
const secret = 'trusted-root';

let held: { readonly text: string; readonly root: TrustedRoot } | undefined;

/** Opened once until it changes. Throws AppError `invalid-request` where it is none. */
export const trustedRoot = async (secrets: Secrets): Promise<TrustedRoot | undefined> => {
  const text = await secrets.get(secret);
  if (text === undefined) return undefined;
  if (held?.text !== text) held = { text, root: await openTrustedRoot(text, secret) };
  return held.root;
};
