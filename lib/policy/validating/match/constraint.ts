import type { ForeignRequest } from '../../foreign/request.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import type { MatchResources } from '../document/match-resources.ts';
import { selectsNamespace, selectsObject } from './label.ts';
import { matchesResourceRule } from './resource-rule.ts';
import { compileSelector } from './selector.ts';
import { targetOf } from './target.ts';

/** `unknown`: it depends on labels of a namespace that nobody has told. */
export type Match = { readonly kind: 'match' } | { readonly kind: 'no-match' } | { readonly kind: 'unknown'; readonly reason: string };

export type Constraint = { matches(request: ForeignRequest, surroundings: ForeignSurroundings): Match };

/** Which requests a policy or a binding is about; without resource rules (a binding has none as a rule), all. */
export const compileConstraint = (resources: MatchResources): Constraint => {
  const rules = resources.resourceRules ?? [];
  const excluded = resources.excludeResourceRules ?? [];
  const ofNamespace = compileSelector(resources.namespaceSelector);
  const ofObject = compileSelector(resources.objectSelector);
  return {
    matches: (request, surroundings) => {
      const target = targetOf(request);
      const isNamed = (list: typeof rules): boolean => list.some((rule) => matchesResourceRule(rule, target, request.operation));
      if ((rules.length > 0 && !isNamed(rules)) || isNamed(excluded) || !selectsObject(ofObject, request)) return { kind: 'no-match' };
      const namespace = selectsNamespace(ofNamespace, target, request, surroundings);
      if (namespace === 'unknown') return { kind: 'unknown', reason: `the labels of the namespace ${target.namespace} are not known` };
      return { kind: namespace === 'selected' ? 'match' : 'no-match' };
    },
  };
};
