import type { ManifestObject } from '../../manifest/object.ts';
import { type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { problem, type Rule, type Statement } from '../rule.ts';
import { kubernetesRule } from './define.ts';

const aws = 'service.beta.kubernetes.io/aws-load-balancer-';

/** Systems that are made for containers alone, as a Node reports them in `osImage`. */
const containerSystems = [
  'Bottlerocket',
  'Container-Optimized OS',
  'Flatcar',
  'Talos',
  'Fedora CoreOS',
  'Red Hat Enterprise Linux CoreOS',
  'Azure Container Linux',
];

/** A load balancer that speaks TLS itself needs a certificate; one that only passes TCP on does not. */
function* loadBalancer({ value, annotations }: ManifestObject, params: JsonObject): Iterable<Statement> {
  const spec = objectAt(value, 'spec');
  const hasHttps = listAt(spec, 'ports').some((port) => memberOf(port, 'port') === 443);
  if (stringAt(spec, 'type') !== 'LoadBalancer' || !hasHttps || annotations[`${aws}ssl-cert`] !== undefined) return;
  const speaks = /^(?:https?|ssl)$/.test(annotations[`${aws}backend-protocol`] ?? '');
  if (speaks || params['anyLoadBalancer'] === true)
    yield problem('the load balancer serves port 443 and has no certificate', { pointer: '/metadata/annotations' });
}

function* node({ value, name }: ManifestObject, params: JsonObject): Iterable<Statement> {
  const system = stringAt(objectAt(objectAt(value, 'status'), 'nodeInfo'), 'osImage') ?? '';
  if (system === '' || listAt(params, 'systems').some((known) => system.startsWith(String(known)))) return;
  yield problem(`the node "${name}" runs ${system}, a system for more than containers`, { pointer: '/status/nodeInfo/osImage' });
}

export const managedCloudRules: readonly Rule[] = [
  kubernetesRule({
    id: 'managed-cloud',
    title: 'Settings of a managed cluster that objects show are safe',
    severity: 'low',
    severityReason: 'Traffic in the open can be read on its way; a system with less on it gives an intruder less.',
    remediation: 'Name a certificate in the annotation of the load balancer; use node images made for containers.',
    reference: 'https://kubernetes.io/docs/concepts/services-networking/service/#ssl-support-on-aws',
    category: 'network',
    bad: `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations: {${aws}backend-protocol: http}\nspec:\n  type: LoadBalancer\n  ports: [{port: 443}]\n`,
    good: `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations: {${aws}backend-protocol: http, '${aws}ssl-cert': 'arn:aws:acm:eu-west-1:1:certificate/a'}\nspec:\n  type: LoadBalancer\n  ports: [{port: 443}]\n`,
    on: 'object',
    kinds: ['Service', 'Node'],
    defaultParams: { anyLoadBalancer: false, systems: containerSystems },
    *check({ object }, { params }) {
      yield* object.kind === 'Node' ? node(object, params) : loadBalancer(object, params);
    },
  }),
];
