import * as z from 'zod';
import { AppError } from '../../model/error.ts';
import { onUse } from '../../model/on-use.ts';
import type { Secrets } from '../../ports/secrets.ts';
import type { Credential, Credentials } from '../registry/distribution/credentials.ts';

const stored = onUse(() => {
  const filled = z.string().min(1);
  return z.union([
    z.strictObject({ username: filled, password: filled }).transform((basic): Credential => ({ kind: 'basic', ...basic })),
    z
      .strictObject({ identityToken: filled })
      .transform(({ identityToken }): Credential => ({ kind: 'identity-token', token: identityToken })),
    z.strictObject({ token: filled }).transform(({ token }): Credential => ({ kind: 'bearer', token })),
  ]);
});

/** The secret `registry/<host>`, a port after one more slash (`registry/localhost/5000`): JSON with username and password, identityToken or token. */
export const secretCredentials =
  (secrets: Secrets): Credentials =>
  async (registry, _signal, isRefused) => {
    const name = `registry/${registry.replace(':', '/')}`;
    const text = await secrets.get(name, isRefused);
    if (text === undefined) return undefined;
    const parsed = stored().safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    // The value is not shown, not even in the log: it is half a password at best.
    throw new AppError('registry-unauthorized', `the credentials stored for ${registry} cannot be read`, { internal: `secret ${name}` });
  };

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
