import { isList, type Json } from '../../../model/json.ts';
import type { Budget } from '../scalar/budget.ts';
import { jsonIn } from '../scalar/json-text.ts';
import { printed } from '../scalar/printed.ts';
import { matchesWildcard } from '../scalar/wildcard.ts';
import { alikeAmong } from './alike.ts';
import { textsIn } from './membership.ts';

/**
 * The deprecated `In` and `NotIn`: of a list of keys `In` wants all among the values and `NotIn` any that is not, without wildcards; a text of values is a
 * JSON list. False for what is neither. Source: Kyverno, InHandler and NotInHandler.
 */
export const isOldMember = (isAsked: boolean, key: Json, value: Json, budget: Budget): boolean => {
  if (isList(key)) return listIsMember(isAsked, key, value);
  if (key === null || typeof key === 'object') return false;
  const isIn = textIsMember(printed(key, budget), value, budget);
  return isIn !== undefined && isIn === isAsked;
};

const textIsMember = (key: string, value: Json, budget: Budget): boolean | undefined => {
  if (isList(value))
    return alikeAmong(
      value.map((member) => printed(member, budget)),
      budget,
    )(key);
  if (typeof value !== 'string') return undefined;
  return matchesWildcard(value, key, budget) || jsonList(value)?.includes(key);
};

const listIsMember = (isAsked: boolean, keys: readonly Json[], value: Json): boolean => {
  // Kyverno answers true here whichever way it is asked.
  if (typeof value === 'string' && keys.length === 1 && keys[0] === value) return true;
  const members = typeof value === 'string' ? jsonList(value) : isList(value) ? value : undefined;
  if (!members?.every((member) => typeof member === 'string')) return false;
  const known = new Set<Json>(members);
  return keys.every((key) => known.has(key)) === isAsked;
};

const jsonList = (text: string): readonly string[] | undefined => (jsonIn(text) === undefined ? undefined : textsIn(text));
