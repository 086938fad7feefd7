import type { Endpoint } from '../endpoint.ts';
import { admitRoute } from './admission/admit.ts';
import { reviewImagesRoute } from './admission/review-images.ts';
import { getAdmissionSettingsRoute, replaceAdmissionSettingsRoute } from './admission/settings.ts';
import { listAuditRoute } from './audit/list.ts';
import { verifyAuditRoute } from './audit/verify.ts';
import { createDeploymentRoute } from './deployment/create.ts';
import { getDeploymentRoute } from './deployment/get.ts';
import { listDeploymentsRoute } from './deployment/list.ts';
import { listRunningRoute } from './environment/running.ts';
import { evaluateRoute } from './evaluate/run.ts';
import { decideGateRoute } from './gate/decide.ts';
import { getImageFilesRoute } from './image/files.ts';
import { getImageRoute } from './image/get.ts';
import { listImageLayersRoute } from './image/layers.ts';
import { getImageSbomRoute } from './image/sbom.ts';
import { createKeyRoute } from './key/create.ts';
import { getKeyRoute } from './key/get.ts';
import { listKeysRoute } from './key/list.ts';
import { revokeKeyRoute } from './key/revoke.ts';

import { listPackagesRoute } from './package/list.ts';
import { activatePolicyRoute } from './policy/activate.ts';
import { createPolicyRoute } from './policy/create.ts';
import { getPolicyRoute, getPolicyVersionRoute } from './policy/get.ts';
import { listPoliciesRoute, listPolicyVersionsRoute } from './policy/list.ts';
import { getMappingRoute, replaceMappingRoute } from './policy/mapping.ts';
import { cancelScanRoute } from './scan/cancel.ts';
import { scanEventsRoute } from './scan/events.ts';
import { getScanRoute } from './scan/get.ts';
import { listScansRoute } from './scan/list.ts';
import { retryScanRoute } from './scan/retry.ts';
import { startScanRoute } from './scan/start.ts';
import { diffVerdictsRoute } from './verdict/diff.ts';
import { explainVerdictRoute } from './verdict/explain.ts';
import { getVerdictRoute } from './verdict/get.ts';
import { listVerdictsRoute } from './verdict/list.ts';

import { getVulnerabilityRoute } from './vulnerability/get.ts';
import { createWaiverRoute } from './waiver/create.ts';
import { getWaiverRoute } from './waiver/get.ts';
import { listWaiversRoute } from './waiver/list.ts';
import { revokeWaiverRoute } from './waiver/revoke.ts';
import { createWebhookRoute } from './webhook/create.ts';
import { getDeliveryRoute, listDeliveriesRoute } from './webhook/deliveries.ts';
import { getWebhookRoute } from './webhook/get.ts';
import { listWebhooksRoute } from './webhook/list.ts';
import { removeWebhookRoute } from './webhook/remove.ts';
import { replayDeliveriesRoute, replayDeliveryRoute } from './webhook/replay.ts';
import { rotateWebhookRoute } from './webhook/rotate.ts';
import { testWebhookRoute } from './webhook/test.ts';
import { updateWebhookRoute } from './webhook/update.ts';

/** Every route of the API that needs a key; a route is one file and one row. */
export const endpoints: readonly Endpoint[] = [
  startScanRoute,
  listScansRoute,
  getScanRoute,
  scanEventsRoute,
  cancelScanRoute,
  retryScanRoute,
  evaluateRoute,
  decideGateRoute,
  createDeploymentRoute,
  listDeploymentsRoute,
  getDeploymentRoute,
  listRunningRoute,
  admitRoute,
  reviewImagesRoute,
  getAdmissionSettingsRoute,
  replaceAdmissionSettingsRoute,
  listVerdictsRoute,
  getVerdictRoute,
  getImageRoute,
  listImageLayersRoute,
  getImageFilesRoute,
  getImageSbomRoute,
  listPackagesRoute,
  getVulnerabilityRoute,
  diffVerdictsRoute,
  explainVerdictRoute,
  createPolicyRoute,
  listPoliciesRoute,
  getPolicyRoute,
  activatePolicyRoute,
  listPolicyVersionsRoute,
  getPolicyVersionRoute,
  getMappingRoute,
  replaceMappingRoute,
  createWaiverRoute,
  listWaiversRoute,
  getWaiverRoute,
  revokeWaiverRoute,
  createWebhookRoute,
  listWebhooksRoute,
  getWebhookRoute,
  updateWebhookRoute,
  removeWebhookRoute,
  rotateWebhookRoute,
  testWebhookRoute,
  listDeliveriesRoute,
  getDeliveryRoute,
  replayDeliveryRoute,
  replayDeliveriesRoute,
  createKeyRoute,
  listKeysRoute,
  getKeyRoute,
  revokeKeyRoute,
  listAuditRoute,
  verifyAuditRoute,
];
