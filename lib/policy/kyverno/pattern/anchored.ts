import { isList, isObject, type Json } from '../../../model/json.ts';
import { anchors } from './anchor.table.ts';

const form = /^([+<=X^])?\((.+)\)$/;

/** A key of a pattern taken apart; undefined when it is no anchor of a validation. */
export const anchorOf = (key: string): { readonly sign: string; readonly key: string } | undefined => {
  const [, sign = '', inner = ''] = form.exec(key.trim()) ?? [];
  return inner !== '' && Object.hasOwn(anchors, sign) ? { sign, key: inner } : undefined;
};

/** Whether an anchor stands anywhere below: such members are asked first, since they may say that the rest is not asked. */
export const hasAnchor = (pattern: Json): boolean => {
  if (isList(pattern)) return pattern.some(hasAnchor);
  return isObject(pattern) && Object.entries(pattern).some(([key, value]) => anchorOf(key) !== undefined || hasAnchor(value));
};
