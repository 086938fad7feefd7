import type { Rule } from '../rule.ts';
import { capabilityRules } from './capability.ts';
import { clusterRules } from './cluster.ts';
import { controlPlaneRules } from './control-plane.ts';
import { hostRules } from './host.ts';
import { hygieneRules } from './hygiene.ts';
import { identityRules } from './identity.ts';
import { imageRules } from './image.ts';
import { imageSourceRules } from './image-source.ts';
import { ingressRules } from './network/ingress.ts';
import { networkPolicyRules } from './network/policy.ts';
import { serviceRules } from './network/service.ts';
import { privilegeRules } from './privilege.ts';
import { probeRules } from './probe.ts';
import { quotaRules } from './quota.ts';
import { bindingRules } from './rbac/binding.ts';
import { grantRules } from './rbac/grant.ts';
import { wildcardRules } from './rbac/wildcard.ts';
import { containerRules } from './reliability/container.ts';
import { scalingRules } from './reliability/scaling.ts';
import { workloadRules } from './reliability/workload.ts';
import { resourceRules } from './resource.ts';
import { runtimeRules } from './runtime.ts';
import { schemaRules } from './schema/rule.ts';
import { externalSecretRules } from './secret/external.ts';
import { literalSecretRules } from './secret/literal.ts';
import { secretStoreRules } from './secret/store.ts';
import { secretUseRules } from './secret/use.ts';
import { standardRules } from './standard.ts';

/** A row a family; a rule is a row of its family. */
export const kubernetesRules: readonly Rule[] = [
  ...hostRules,
  ...privilegeRules,
  ...capabilityRules,
  ...standardRules,
  ...identityRules,
  ...imageRules,
  ...resourceRules,
  ...probeRules,
  ...containerRules,
  ...workloadRules,
  ...scalingRules,
  ...imageSourceRules,
  ...quotaRules,
  ...runtimeRules,
  ...clusterRules,
  ...schemaRules,
  ...hygieneRules,
  ...literalSecretRules,
  ...secretUseRules,
  ...externalSecretRules,
  ...secretStoreRules,
  ...networkPolicyRules,
  ...serviceRules,
  ...ingressRules,
  ...wildcardRules,
  ...grantRules,
  ...bindingRules,
  ...controlPlaneRules,
];
