import { readFileSync } from 'node:fs';
import { openTrustedRoot, type TrustedRoot } from '../image/attached/root.ts';
import type { AttachedTrust } from '../image/attached/trust.ts';
import { AppError } from '../model/error.ts';
import { attachedTrustOf, trustsIdentities } from '../policy/attached.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';

/** `PLIMSOLL_TRUSTED_ROOT`: the file by which the identities that policies trust are checked. Throws AppError `invalid-request`. */
export const trustedRootFromEnvironment = async (): Promise<TrustedRoot | undefined> => {
  const file = process.env['PLIMSOLL_TRUSTED_ROOT']?.trim();
  return file ? openTrustedRoot(textOf(file), file) : undefined;
};

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('invalid-request', `${file}: cannot be read`, { cause, places: [{ file, message: 'cannot be read' }] });
  }
};

/** What is to be read of all that is attached, with the root where the policy trusts identities. */
export const attachedTrustFor = async (policy: CompiledPolicy): Promise<AttachedTrust | null> => {
  const trust = attachedTrustOf([policy]);
  const root = trust && trustsIdentities(trust) ? await trustedRootFromEnvironment() : undefined;
  return trust && root ? { ...trust, root } : trust;
};
