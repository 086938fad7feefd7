import type { JsonObject } from '../../../model/json.ts';
import type { ValidatingPolicySpec } from '../document/validating-policy.ts';
import { podControllers } from './controller.table.ts';
import { isPodsAlone } from './controllers.ts';

/** Controllers of other projects that a policy names as `<resource>.<version>.<group>`. Source: kyverno, pkg/cel/autogen/extraction.go. */
export const customConstraints = ({ matchConstraints, autogen }: ValidatingPolicySpec): JsonObject | undefined => {
  if (!matchConstraints || !isPodsAlone(matchConstraints)) return undefined;
  const operations = [...(matchConstraints.resourceRules?.[0]?.operations ?? [])];
  const resourceRules = (autogen?.podControllers?.controllers ?? []).flatMap((name) => {
    const [, resource, version, group] = /^([^.]+)\.([^.]+)\.(.+)$/.exec(name) ?? [];
    const isOwn = podControllers.some(({ refer }) => refer === name);
    if (!resource || !version || !group || isOwn) return [];
    return [{ apiGroups: [group], apiVersions: [version], resources: [resource], operations }];
  });
  return resourceRules.length === 0 ? undefined : { resourceRules };
};
