import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { servedObject } from '../../../lib/policy/foreign/served/object.ts';

const at = (value: unknown, path: string): unknown => path.split('.').reduce<unknown>((inner, step) => Object(inner)[step], value);

const deployment = (spec: JsonObject, pod: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a' },
  spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1', ...pod }] } }, ...spec },
});
const pod = (container: JsonObject, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'a', image: 'a:1', ...container }], ...spec },
});

describe('an object as the API server serves it', () => {
  it.each([
    ['replicas that nobody gives', deployment({}), 'spec.replicas', 1],
    ['replicas that somebody gives', deployment({ replicas: 3 }), 'spec.replicas', 3],
    ['a null as if it were not there', deployment({ replicas: null }), 'spec.replicas', 1],
    [
      'nothing where the members of a template are null',
      deployment({}, { livenessProbe: null }),
      'spec.template.spec.containers.0.livenessProbe',
      undefined,
    ],
    ['the texts of a map as they are written', pod({}, { nodeSelector: { disk: null } }), 'spec.nodeSelector.disk', null],
    ['no map that is null', pod({}, { nodeSelector: null }), 'spec.nodeSelector', undefined],
    ['lists with all their items', pod({ args: ['a', null] }), 'spec.containers.0.args.length', 2],
    ['a rolling update', deployment({}), 'spec.strategy.rollingUpdate.maxSurge', '25%'],
    ['no rolling update where all are replaced', deployment({ strategy: { type: 'Recreate' } }), 'spec.strategy.rollingUpdate', undefined],
    [
      'the members of a probe',
      deployment({}, { livenessProbe: { tcpSocket: { port: 1 } } }),
      'spec.template.spec.containers.0.livenessProbe.periodSeconds',
      10,
    ],
    ['no probe where there is none', deployment({}), 'spec.template.spec.containers.0.livenessProbe', undefined],
    ['when an image is pulled', pod({ image: 'a' }), 'spec.containers.0.imagePullPolicy', 'Always'],
    ['requests of a pod from its limits', pod({ resources: { limits: { cpu: '1' } } }), 'spec.containers.0.resources.requests.cpu', '1'],
    [
      'no requests of a template',
      deployment({}, { resources: { limits: { cpu: '1' } } }),
      'spec.template.spec.containers.0.resources.requests',
      undefined,
    ],
    ['the type of a Service', { apiVersion: 'v1', kind: 'Service', spec: { ports: [{ port: 80 }] } }, 'spec.ports.0.targetPort', 80],
    ['the count of a queue', { apiVersion: 'batch/v1', kind: 'Job', spec: { parallelism: 4 } }, 'spec.completions', undefined],
    ['the count of a Job', { apiVersion: 'batch/v1', kind: 'Job', spec: {} }, 'spec.completions', 1],
    ['metadata of a template that has none', deployment({}), 'spec.template.metadata', {}],
    [
      'metadata of the template of a CronJob',
      { apiVersion: 'batch/v1', kind: 'CronJob', spec: { jobTemplate: { spec: { template: { spec: {} } } } } },
      'spec.jobTemplate.spec.template.metadata',
      {},
    ],
    [
      'the label of its name that a Namespace has',
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'web' } },
      'metadata.labels',
      { 'kubernetes.io/metadata.name': 'web' },
    ],
    ['rules that are null', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' }, 'rules', null],
    ['the account of a pod', pod({}), 'spec.serviceAccountName', 'default'],
    ['the account of a pod that names it in the old way', pod({}, { serviceAccount: 'x' }), 'spec.serviceAccountName', 'x'],
    ['no account of a template', deployment({}), 'spec.template.spec.serviceAccountName', undefined],
    [
      'policyTypes',
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec: { egress: [{}] } },
      'spec.policyTypes',
      ['Ingress', 'Egress'],
    ],
    [
      'nothing of a kind of the same name elsewhere',
      { apiVersion: 'serving.knative.dev/v1', kind: 'Service', spec: {} },
      'spec.type',
      undefined,
    ],
  ] satisfies [string, JsonObject, string, unknown][])('has %s', (_what, object, path, expected) => {
    expect(at(servedObject(object), path)).toEqual(expected);
  });

  it('is left as it is where its members are of other types, and is not changed itself', () => {
    const odd = { apiVersion: 'apps/v1', kind: 'Deployment', spec: { strategy: 'x', template: [], replicas: 'y' } };
    const before = structuredClone(odd);
    expect(at(servedObject(odd), 'spec.strategy')).toBe('x');
    expect(odd).toEqual(before);
    expect(servedObject({ apiVersion: 'v1', kind: 'Pod', spec: null })).toEqual({ apiVersion: 'v1', kind: 'Pod' });
  });
});
