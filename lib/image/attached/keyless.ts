import { type JsonObject, memberOf, objectAt } from '../../model/json.ts';
import type { Keyless, TrustedRoot } from './root.ts';
import { preAuthenticated, type Statement } from './statement.ts';

/** Who has signed the statement by a certificate; undefined: nobody says so, and it is a matter of keys. */
export const keylessSigner = ({ bundle, signed, stamped }: Statement, root: TrustedRoot | undefined): Keyless | undefined => {
  if (bundle === undefined || !hasCertificate(bundle)) return undefined;
  if (root === undefined) return { kind: 'refused', why: noRoot };
  const found = root.signerOf(bundle, { ...(stamped && { stamped }) });
  if (found.kind === 'refused') return found;
  // The library has read the envelope anew: it must have been the same one.
  const isSame = signed !== null && preAuthenticated(Buffer.from(found.payload)).equals(signed);
  return isSame ? found : { kind: 'refused', why: 'its envelope is ambiguous' };
};

export const noRoot = 'no trusted root is given that its certificate could be checked by';

/** What was signed with a key has none, and is no matter of the root. */
const hasCertificate = (bundle: JsonObject): boolean => {
  const material = objectAt(bundle, 'verificationMaterial');
  return memberOf(material, 'certificate') !== undefined || memberOf(material, 'x509CertificateChain') !== undefined;
};

/** Whoever may push wrote it. */
export const shown = (text: string): string => text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200);
