import type { ImageContent } from '../model/image.ts';

/**
 * Who an image's USER is. `uid` is undefined for a name: the kubelet cannot tell whether it is root then, whatever passwd says.
 * Source: OCI image-spec, config `User`: user, uid, user:group and so on; empty means root.
 */
export type ImageUser = { readonly text: string; readonly uid: number | undefined; readonly known: boolean; readonly isRoot: boolean };

export const imageUser = ({ config, accounts }: ImageContent): ImageUser => {
  const text = config.user.split(':')[0]?.trim() ?? '';
  if (text === '') return { text, uid: 0, known: true, isRoot: true };
  if (/^\d{1,10}$/.test(text))
    return { text, uid: Number(text), known: accounts.some(({ uid }) => uid === Number(text)), isRoot: Number(text) === 0 };
  const account = accounts.find(({ name }) => name === text);
  return { text, uid: undefined, known: account !== undefined, isRoot: text === 'root' || account?.uid === 0 };
};

/** The uid that passwd gives a name. */
export const uidOf = ({ accounts }: ImageContent, name: string): number | undefined =>
  accounts.find((account) => account.name === name)?.uid;
