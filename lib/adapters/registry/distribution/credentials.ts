/** `identity-token`: exchanged for access tokens at the realm, never sent to the registry itself. `bearer`: sent as it is. */
export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'identity-token'; readonly token: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** What is known for a registry; undefined: pull as a stranger. `isRefused`: what was given before is not taken, it may have been rotated since. */
export type Credentials = (registry: string, signal?: AbortSignal, isRefused?: boolean) => Promise<Credential | undefined>;

export const noCredentials: Credentials = async () => undefined;

export const basicHeader = ({ username, password }: Credential & { readonly kind: 'basic' }): string =>
  `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
