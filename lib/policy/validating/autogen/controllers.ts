import type { JsonObject } from '../../../model/json.ts';
import type { MatchResources } from '../document/match-resources.ts';
import type { ValidatingPolicySpec } from '../document/validating-policy.ts';
import { type PodController, podControllers } from './controller.table.ts';

/** The pod controllers that a policy is also asked of: it must be about pods and nothing else, and pick none out. Source: kyverno 111e07bb, pkg/cel/autogen/support.go. */
export const controllersOf = ({ matchConstraints, autogen }: ValidatingPolicySpec): readonly PodController[] => {
  if (!matchConstraints || !isPodsAlone(matchConstraints)) return [];
  const wanted = autogen?.podControllers?.controllers;
  return wanted ? podControllers.filter(({ refer }) => wanted.includes(refer)) : podControllers;
};

export const isPodsAlone = ({ resourceRules, excludeResourceRules, namespaceSelector, objectSelector }: MatchResources): boolean => {
  const [rule, ...others] = resourceRules ?? [];
  if (!rule || others.length > 0 || (excludeResourceRules ?? []).length > 0) return false;
  if (!isEmpty(namespaceSelector) || !isEmpty(objectSelector) || (rule.resourceNames ?? []).length > 0) return false;
  return only(rule.apiGroups, '') && only(rule.apiVersions, 'v1') && only(rule.resources, 'pods');
};

const only = (list: readonly string[], word: string): boolean => list.length === 1 && list[0] === word;

const isEmpty = (selector: MatchResources['objectSelector']): boolean =>
  Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0;

/** The match constraints for controllers in the place of pods. */
export const constraintsFor = (controllers: readonly PodController[], operations: readonly string[]): JsonObject => ({
  resourceRules: controllers.map(({ group, refer }) => ({
    apiGroups: [group],
    apiVersions: ['v1'],
    resources: [refer],
    operations: [...operations],
  })),
});
