import type { Rule } from '../rule.ts';
import { accountUpdateRules } from './account-update.ts';
import { boundaryRules } from './boundary.ts';
import { capabilityRules } from './capability.ts';
import { clusterRules } from './cluster.ts';
import { contextValueRules } from './context-value.ts';
import { controlPlaneRules } from './control-plane.ts';
import { controlPlaneFileRules } from './control-plane-file.ts';
import { hostRules } from './host.ts';
import { hygieneRules } from './hygiene.ts';
import { identityRules } from './identity.ts';
import { imageRules } from './image.ts';
import { imageSourceRules } from './image-source.ts';
import { knownVersionRules } from './known-version.ts';
import { managedCloudRules } from './managed-cloud.ts';
import { cniRules } from './network/cni.ts';
import { ingressRules } from './network/ingress.ts';
import { metadataRules } from './network/metadata.ts';
import { networkPolicyRules } from './network/policy.ts';
import { networkPortRules } from './network/port.ts';
import { serviceRules } from './network/service.ts';
import { orderRules } from './order.ts';
import { privilegeRules } from './privilege.ts';
import { probeRules } from './probe.ts';
import { quotaRules } from './quota.ts';
import { quotaAppliedRules } from './quota-applied.ts';
import { bindingRules } from './rbac/binding.ts';
import { grantRules } from './rbac/grant.ts';
import { wildcardRules } from './rbac/wildcard.ts';
import { containerRules } from './reliability/container.ts';
import { jobRules } from './reliability/job.ts';
import { scalingRules } from './reliability/scaling.ts';
import { workloadRules } from './reliability/workload.ts';
import { resourceRules } from './resource.ts';
import { runtimeRules } from './runtime.ts';
import { schemaRules } from './schema/rule.ts';
import { externalSecretRules } from './secret/external.ts';
import { literalSecretRules } from './secret/literal.ts';
import { secretStorageRules } from './secret/storage.ts';
import { secretStoreRules } from './secret/store.ts';
import { secretUseRules } from './secret/use.ts';
import { standardRules } from './standard.ts';
import { userAuthRules } from './user-auth.ts';

/** A row a family; a rule is a row of its family. */
export const kubernetesRules: readonly Rule[] = [
  ...hostRules,
  ...privilegeRules,
  ...capabilityRules,
  ...standardRules,
  ...contextValueRules,
  ...identityRules,
  ...accountUpdateRules,
  ...userAuthRules,
  ...imageRules,
  ...resourceRules,
  ...probeRules,
  ...containerRules,
  ...workloadRules,
  ...jobRules,
  ...scalingRules,
  ...imageSourceRules,
  ...quotaRules,
  ...quotaAppliedRules,
  ...runtimeRules,
  ...clusterRules,
  ...knownVersionRules,
  ...schemaRules,
  ...hygieneRules,
  ...boundaryRules,
  ...orderRules,
  ...literalSecretRules,
  ...secretUseRules,
  ...externalSecretRules,
  ...secretStorageRules,
  ...secretStoreRules,
  ...networkPolicyRules,
  ...networkPortRules,
  ...metadataRules,
  ...cniRules,
  ...managedCloudRules,
  ...serviceRules,
  ...ingressRules,
  ...wildcardRules,
  ...grantRules,
  ...bindingRules,
  ...controlPlaneRules,
  ...controlPlaneFileRules,
];
