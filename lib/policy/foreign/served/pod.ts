import { withPodDefaults } from '../../../manifest/defaults.ts';
import { type JsonObject, objectAt } from '../../../model/json.ts';
import { all, type Change, fill, inEach, inMember } from './fill.ts';

const filling =
  (defaults: JsonObject): Change =>
  (value) =>
    fill(value, defaults);

const httpGet = inMember('httpGet', filling({ path: '/', scheme: 'HTTP' }));
const probe = all(filling({ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }), httpGet);
const lifecycle = all(inMember('postStart', httpGet), inMember('preStop', httpGet));
const fieldRef = inMember('fieldRef', filling({ apiVersion: 'v1' }));

const container = all(
  filling({ terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', resources: {} }),
  inMember('livenessProbe', probe),
  inMember('readinessProbe', probe),
  inMember('startupProbe', probe),
  inMember('lifecycle', lifecycle),
  inEach('env', inMember('valueFrom', fieldRef)),
);

// 0644 as a decimal number.
const mode = filling({ defaultMode: 420 });
const volume = all(
  inMember('secret', mode),
  inMember('configMap', mode),
  inMember('downwardAPI', all(mode, inEach('items', fieldRef))),
  inMember('projected', mode),
  inMember('hostPath', filling({ type: '' })),
);

const eachContainer = (change: Change): Change =>
  all(inEach('initContainers', change), inEach('containers', change), inEach('ephemeralContainers', change));

/** A pod spec as the API server serves it. Source: kubernetes, pkg/apis/core/v1/defaults.go. */
export const servedPodSpec: Change = all(
  withPodDefaults,
  filling({
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    schedulerName: 'default-scheduler',
  }),
  eachContainer(container),
  inEach('volumes', volume),
);

/** Of a pod alone, not of a template: what is limited and not requested is requested as it is limited. Source: SetDefaults_Pod. */
export const servedOnlyPod: Change = all(
  // The account is the work of a plug-in that every cluster has. Source: kubernetes, plugin/pkg/admission/serviceaccount.
  filling({ enableServiceLinks: true, serviceAccountName: 'default' }),
  eachContainer(
    inMember('resources', (resources) => {
      const limits = objectAt(resources, 'limits');
      if (Object.keys(limits).length === 0) return resources;
      return { ...resources, requests: { ...limits, ...objectAt(resources, 'requests') } };
    }),
  ),
);
