import { isObject, type Json, memberOf } from '../../../model/json.ts';
import type { About, Body } from '../case.ts';
import { type Held, holds } from '../condition/holds.ts';
import { fromFailure, passed } from '../judgement.ts';
import { messageText } from './message.ts';

/** Fails where its conditions hold; without any, always. */
export const denyBody = (deny: Json, { rule, message }: About): Body => {
  const conditions = isObject(deny) ? (memberOf(deny, 'conditions') ?? null) : null;
  return ({ scope, part }) => {
    const outcome = conditions === null ? always : holds(conditions, scope);
    if (outcome.kind !== 'holds') return fromFailure(outcome);
    if (!outcome.holds) return passed();
    const said = messageText(message, scope, outcome.message);
    const pointer = part.pointer();
    return { kind: 'fail', message: said || `the rule ${rule} denies it`, ...(pointer && { pointer }) };
  };
};

const always: Held = { kind: 'holds', holds: true, message: '' };
