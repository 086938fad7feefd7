import { isList, type Json } from '../../../model/json.ts';
import type { Budget } from '../scalar/budget.ts';
import { jsonIn } from '../scalar/json-text.ts';
import { compileMatcher } from '../scalar/matcher.ts';
import { printed } from '../scalar/printed.ts';
import { operatorOf } from '../scalar/range.ts';
import { matchesWildcard } from '../scalar/wildcard.ts';
import { alikeAmong } from './alike.ts';

/** How a list of keys is asked about its members. */
export type Membership = 'any-in' | 'all-in' | 'any-not-in' | 'all-not-in';

/**
 * Whether a key, or each or any of a list of keys, is among the values: a list, a range (`1-10`), a JSON list as text, or one text. Wildcards count on
 * both sides. False for what is neither, whichever way it is asked. Source: Kyverno, AnyInHandler, AllInHandler and their opposites.
 */
export const isMember = (membership: Membership, key: Json, value: Json, budget: Budget): boolean => {
  if (isList(key)) return listIsMember(membership, printedAll(key, budget), value, budget);
  if (key === null || typeof key === 'object') return false;
  const isIn = textIsMember(printed(key, budget), value, budget);
  return isIn !== undefined && isIn === (membership === 'any-in' || membership === 'all-in');
};

const textIsMember = (key: string, value: Json, budget: Budget): boolean | undefined => {
  if (isList(value)) return alikeAmong(printedAll(value, budget), budget)(key);
  if (typeof value !== 'string') return undefined;
  if (matchesWildcard(value, key, budget)) return true;
  if (operatorOf(value) === 'range') return compileMatcher(value)(key, budget);
  return textsIn(value)?.includes(key);
};

const listIsMember = (membership: Membership, keys: readonly string[], value: Json, budget: Budget): boolean => {
  const isAsked = membership === 'any-in' || membership === 'all-in';
  if (typeof value === 'string' && keys.length === 1 && keys[0] === value) return isAsked;
  if (typeof value === 'string' && operatorOf(value) === 'range') return listIsInRange(membership, keys, value, budget);
  const members = membersOf(membership, value, budget);
  return members !== undefined && asked(membership, keys, alikeAmong(members, budget));
};

/** The opposite of a range has its ends outside (`1!-10`); Kyverno makes it of the first hyphen, which in `-5-10` is the sign. */
const listIsInRange = (membership: Membership, keys: readonly string[], range: string, budget: Budget): boolean => {
  const isOutside = membership === 'any-not-in';
  const matches = compileMatcher(isOutside ? range.replace('-', '!-') : range);
  return isOutside ? keys.some((key) => matches(key, budget)) : asked(membership, keys, (key) => matches(key, budget));
};

const asked = (membership: Membership, keys: readonly string[], isIn: (key: string) => boolean): boolean => {
  switch (membership) {
    case 'any-in':
      return keys.some(isIn);
    case 'all-in':
      return keys.every(isIn);
    case 'any-not-in':
      return !keys.every(isIn);
    case 'all-not-in':
      return !keys.some(isIn);
  }
};

/** Only the `Any…` operators take a number or a boolean for a list of one. */
const membersOf = (membership: Membership, value: Json, budget: Budget): readonly string[] | undefined => {
  if (isList(value)) return printedAll(value, budget);
  if (typeof value === 'string') return textsIn(value);
  const isTaken = membership === 'any-in' || membership === 'any-not-in';
  return isTaken && (typeof value === 'number' || typeof value === 'boolean') ? [printed(value, budget)] : undefined;
};

const printedAll = (values: readonly Json[], budget: Budget): readonly string[] => values.map((value) => printed(value, budget));

/** The strings of a JSON list; the text alone when it is no JSON; undefined for JSON of another kind. */
export const textsIn = (text: string): readonly string[] | undefined => {
  const value = jsonIn(text);
  if (value === undefined) return [text];
  if (value === null) return [];
  if (!isList(value) || !value.every((item) => typeof item === 'string' || item === null)) return undefined;
  return value.map((item) => (typeof item === 'string' ? item : ''));
};
