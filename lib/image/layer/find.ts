import type { Digest } from '../../model/digest.ts';
import type { Account, FileFactKind, OperatingSystem, Package } from '../../model/image.ts';

/** A package as one layer shows it; layer, command and owner are added when layers are merged. */
export type FoundPackage = Omit<Package, 'layer' | 'createdBy' | 'osOwned'>;

/**
 * What one file of one layer says. `ordinal` is the file's place in the layer, so that the merge can tell whether a later layer hides it.
 * `owned`: files that an OS package installed (only those that may prove another package). `shadow`: accounts without a password.
 * `explained`: files, and whole folders where the path ends in a slash, that a package installed which is no distribution's.
 */
export type Find = { readonly ordinal: number; readonly path: string } & FindDetail;

export type FindDetail =
  | { readonly kind: 'os'; readonly os: OperatingSystem }
  | {
      readonly kind: 'package';
      readonly package: FoundPackage;
      readonly vendor?: string;
      readonly qualifiers?: { readonly [key: string]: string };
    }
  | { readonly kind: 'database'; readonly format: 'dpkg' | 'apk' | 'rpm' }
  | { readonly kind: 'owned'; readonly owner: string; readonly paths: readonly string[] }
  | { readonly kind: 'explained'; readonly paths: readonly string[] }
  | { readonly kind: 'accounts'; readonly accounts: readonly Account[] }
  | { readonly kind: 'shadow'; readonly empty: readonly string[] }
  | { readonly kind: 'fact'; readonly fact: FileFactKind; readonly mode?: string; readonly detail?: string }
  | {
      readonly kind: 'secret';
      readonly rule: string;
      readonly title: string;
      readonly start: string;
      readonly fingerprint: Digest;
      readonly line: number;
    }
  | { readonly kind: 'problem'; readonly code: string; readonly message: string; readonly place: string };
