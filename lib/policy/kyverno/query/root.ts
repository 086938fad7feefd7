import { type Json, type JsonObject, memberOf } from '../../../model/json.ts';
import { missing, type Outcome, valued } from '../outcome.ts';
import type { QueryScope } from './scope.ts';

/** Stands for the root while a query walks it, so that only those of its members are resolved that are asked for. */
export const root: JsonObject = Object.freeze({});

/** A member of an object, or of the root. Source: kyverno/go-jmespath: a key that an object lacks is missing, whatever is no object has null. */
export const memberFor = (name: string, value: Json, scope: QueryScope): Outcome => {
  if (value === root) return scope.root(name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return valued(null);
  const member = memberOf(value, name);
  return member === undefined ? missing(`there is no key ${JSON.stringify(name)}`) : valued(member);
};

/** The value itself; for the root, an object of all its members. */
export const settled = (outcome: Outcome, scope: QueryScope): Outcome => {
  if (outcome.kind !== 'value' || outcome.value !== root) return outcome;
  const members: [string, Json][] = [];
  for (const name of scope.names()) {
    const member = scope.root(name);
    if (member.kind !== 'value') return member;
    members.push([name, member.value]);
  }
  return valued(Object.fromEntries(members));
};
