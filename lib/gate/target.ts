import { parseReference, referenceText, repositoryOf } from '../image/reference.ts';
import type { Digest } from '../model/digest.ts';
import type { GateSubject } from './input.ts';

/** What the asker named. `reference` is there when a registry can be asked for it. */
export type Target = {
  readonly name: string;
  readonly digest: Digest | null;
  readonly reference: string | null;
  readonly repository: string | null;
};

/** Throws AppError `invalid-reference`. */
export const targetOf = ({ reference, digest }: GateSubject): Target => {
  if (reference === undefined) return { name: digest ?? '', digest: digest ?? null, reference: null, repository: null };
  const parsed = parseReference(reference);
  return { name: reference, digest: parsed.digest ?? null, reference: referenceText(parsed), repository: repositoryOf(parsed) };
};
