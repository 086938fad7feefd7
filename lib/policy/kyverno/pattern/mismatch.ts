import { type Json, pointerToken } from '../../../model/json.ts';
import type { Budget } from '../scalar/budget.ts';

/**
 * Why a value does not match a pattern, at a pointer below it; null when it matches. `skip`: the pattern is not about this value. `isDirect`: an anchor has
 * just said so, and nothing beside it in the same map counts; a map or a list that is skipped as a whole is told without.
 */
export type Mismatch = {
  readonly kind: 'skip' | 'fail' | 'error';
  readonly message: string;
  readonly pointer: string;
  readonly isDirect?: true;
  /** Where else it fails; nothing decides by it. */
  readonly also?: readonly Place[];
} | null;

export type Place = { readonly message: string; readonly pointer: string };

export type Pattern = (value: Json | undefined, budget: Budget) => Mismatch;

export const failure = (message: string): Mismatch => ({ kind: 'fail', message, pointer: '' });
export const skipped = (message: string): Mismatch => ({ kind: 'skip', message, pointer: '', isDirect: true });
export const exhausted: Mismatch = { kind: 'error', message: 'the pattern takes too many steps', pointer: '' };

/** The skip of one part as that of the whole. */
export const skippedWhole = ({ kind, message, pointer }: Exclude<Mismatch, null>): Mismatch => ({ kind, message, pointer });

/** The same, seen from the holder of the member. */
export const below = (key: string | number, mismatch: Mismatch): Mismatch => {
  if (mismatch === null) return null;
  const place = `/${pointerToken(key)}`;
  const also = mismatch.also?.map(({ message, pointer }) => ({ message, pointer: place + pointer }));
  return { ...mismatch, pointer: place + mismatch.pointer, ...(also && { also }) };
};

// More places of one rule in one object help nobody.
const mostPlaces = 50;

/** The first failure with the places of a later one; what is none adds nothing. */
export const withPlaces = (first: Exclude<Mismatch, null>, later: Mismatch): Exclude<Mismatch, null> => {
  const known = first.also ?? [];
  if (later?.kind !== 'fail' || known.length >= mostPlaces) return first;
  return { ...first, also: [...known, { message: later.message, pointer: later.pointer }, ...(later.also ?? [])].slice(0, mostPlaces) };
};
