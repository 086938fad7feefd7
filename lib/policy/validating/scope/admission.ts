import { type CelBinding, toCel } from '../../cel/cel.ts';
import type { ForeignRequest } from '../../foreign/request.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { targetOf } from '../match/target.ts';
import { lazily } from './lazily.ts';
import { namespaceValue } from './namespace.ts';
import { requestValue } from './request.ts';

/** What every expression about a request may name. */
export const admissionVariables = ['object', 'oldObject', 'request', 'namespaceObject'] as const;

export const admissionBindings = (
  request: ForeignRequest,
  surroundings: ForeignSurroundings,
): readonly (readonly [string, CelBinding])[] => {
  const target = targetOf(request);
  return [
    ['object', lazily(() => toCel(request.object))],
    ['oldObject', lazily(() => toCel(request.oldObject))],
    ['request', lazily(() => requestValue(request, target))],
    ['namespaceObject', lazily(() => namespaceValue(target, surroundings))],
  ];
};
