import { type Digest, sha256 } from '../model/digest.ts';

/** What makes two findings the same statement about the same place in two runs: no line, no message, no layer digest. */
export type Identity = {
  readonly rule: string;
  readonly object?: string | undefined;
  readonly container?: string | undefined;
  readonly place: readonly string[];
  readonly package?: string;
  readonly discriminator?: string | undefined;
};

/** Equal identities give equal texts and others do not: every part comes after its length. */
export const identityText = ({ rule, object, container, place, package: named, discriminator }: Identity): string => {
  let text = part(rule) + part(object) + part(container) + part(named) + part(discriminator);
  for (const step of place) text += part(step);
  return text;
};

const part = (text: string | undefined): string => (text === undefined ? '-' : `${text.length}:${text}`);

/** `occurrence` tells equal statements about equal places of one subject apart, as in a file with the same instruction twice. */
export const fingerprintOf = (identity: string, occurrence = 0): Digest =>
  sha256(occurrence === 0 ? identity : `${identity} ${occurrence}`);
