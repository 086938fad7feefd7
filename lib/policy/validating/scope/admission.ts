import { type CelBinding, toCel } from '../../cel/cel.ts';
import type { ForeignRequest } from '../../foreign/request.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { targetOf } from '../match/target.ts';
import { lazily } from './lazily.ts';
import { namespaceValue } from './namespace.ts';
import { requestValue } from './request.ts';

/** What every expression about a request may name. */
export const admissionVariables = ['object', 'oldObject', 'request', 'namespaceObject'] as const;

type Bindings = readonly (readonly [string, CelBinding])[];

// Policies are asked of one request one after the other: what one has made of it, the next has too.
const known = new WeakMap<ForeignRequest, { readonly surroundings: ForeignSurroundings; readonly bindings: Bindings }>();

export const admissionBindings = (request: ForeignRequest, surroundings: ForeignSurroundings): Bindings => {
  const before = known.get(request);
  if (before?.surroundings === surroundings) return before.bindings;
  const bindings = made(request, surroundings);
  known.set(request, { surroundings, bindings });
  return bindings;
};

const made = (request: ForeignRequest, surroundings: ForeignSurroundings): Bindings => {
  const target = targetOf(request);
  return [
    ['object', lazily(() => toCel(request.object))],
    ['oldObject', lazily(() => toCel(request.oldObject))],
    ['request', lazily(() => requestValue(request, target))],
    ['namespaceObject', lazily(() => namespaceValue(target, surroundings))],
  ];
};
