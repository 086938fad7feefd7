import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { judge } from './judge.ts';
import { object, pod, workload } from './text.ts';

const limits = (amount: string): string => pod('', `resources: {limits: {${amount}}}`);
const requests = (amount: string): string => pod('', `resources: {requests: {${amount}}}`);
const budget = (spec: string): string => object('policy/v1', 'PodDisruptionBudget', `spec: {${spec}}`);
const service = object('v1', 'Service', 'spec: {selector: {app: web}}');
const policy = (spec: string): string => object('networking.k8s.io/v1', 'NetworkPolicy', `spec: {${spec}}`);
const dns = (selector: string): string =>
  policy(`podSelector: ${selector}, egress: [{ports: [{port: 53, protocol: UDP}, {port: 53}]}]`).replace('name: web', 'name: dns');
const snippet = (name: string): string => object('networking.k8s.io/v1', 'Ingress', 'spec: {}', `name: web, annotations: {${name}: "x"}`);
const withoutSelector = (selector: string): string =>
  workload('Deployment', 'replicas: 2').replace('selector: {matchLabels: {app: web}}', `selector: ${selector}`);

/** What is null, zero or empty is what the API server makes of it: nothing. How many findings each rule has of it. */
type Row = readonly [rule: string, text: string, count: number, params?: JsonObject];

const rows: readonly Row[] = [
  ['memory-limit', limits('memory: 0'), 1],
  ['memory-limit', limits('memory: "0Mi"'), 1],
  ['memory-limit', limits('memory: 1Mi'), 0],
  ['cpu-limit', limits('cpu: 0m'), 1],
  ['cpu-request', requests('cpu: "0"'), 1],
  ['cpu-request', requests('cpu: 1m'), 0],
  ['memory-request', requests('memory: null'), 1],
  ['ephemeral-storage', pod('', 'resources: {requests: {ephemeral-storage: 1Gi}, limits: {ephemeral-storage: 0}}'), 1],
  // The API server copies a limit to a request that is not written, and never the other way round.
  ['request-equals-limit', limits('cpu: 1, memory: 1Mi'), 0],
  ['request-equals-limit', limits('cpu: 1, memory: 1Mi'), 2, { written: true }],
  ['request-equals-limit', limits('cpu: 1, memory: 1Mi'), 1, { written: true, names: ['cpu'] }],
  ['request-equals-limit', requests('cpu: 1'), 1],
  ['ephemeral-storage-equal', limits('ephemeral-storage: 1Gi'), 0],
  ['ephemeral-storage-equal', requests('ephemeral-storage: 1Gi'), 0],
  ['image-tag', pod().replace('registry.example.com/web:1', '""'), 1],
  ['image-tag', pod().replace('registry.example.com/web:1', 'null'), 1],
  ['image-digest', pod().replace(', image: registry.example.com/web:1', ''), 1],
  ['container-ports', pod('', 'ports: [{containerPort: 0}]'), 1],
  ['container-ports', pod('', 'ports: [{containerPort: 1}]'), 0],
  ['pdb-policy', budget('maxUnavailable: null'), 1],
  ['pdb-policy', budget('maxUnavailable: 1'), 0],
  ['pdb-unhealthy', budget('maxUnavailable: 1, unhealthyPodEvictionPolicy: null'), 1],
  ['pdb-blocks', budget('minAvailable: "100%"'), 1],
  ['pdb-blocks', budget('minAvailable: "100%"'), 0, { of: ['maxUnavailable'] }],
  ['rolling-update', workload('Deployment', 'strategy: {type: null}'), 0],
  ['rolling-update', workload('Deployment', 'strategy: {type: Recreate}') + service, 1, { onlyBehindService: true }],
  ['rolling-update', workload('Deployment', 'strategy: {type: Recreate}'), 0, { onlyBehindService: true }],
  ['replicas', workload('Deployment', 'replicas: 1'), 0, { onlyBehindService: true }],
  ['replicas', workload('Deployment', 'replicas: 1') + service, 1, { onlyBehindService: true }],
  ['selector-mismatch', withoutSelector('{}'), 1, { required: true }],
  ['selector-mismatch', withoutSelector('{matchLabels: {app: web}}'), 0, { required: true }],
  ['replicas', workload('Deployment', 'replicas: "2"'), 0],
  ['replicas', workload('Deployment', 'replicas: null'), 1],
  // DNS is another namespace's, so a peer without one does not reach it; what another policy allows the same pods is allowed.
  ['network-policy-dns', policy('podSelector: {}, egress: [{to: [{podSelector: {}}]}]'), 1],
  ['network-policy-dns', policy('podSelector: {}, egress: [{to: [{namespaceSelector: {}}]}]'), 0],
  ['network-policy-dns', policy('podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.0.0.10/32}}], ports: [{port: 53}]}]'), 1],
  ['network-policy-dns', policy('podSelector: {matchLabels: {app: web}}, egress: [{ports: [{port: 443}]}]') + dns('{}'), 0],
  ['network-policy-dns', policy('podSelector: {}, policyTypes: [Ingress], egress: [{ports: [{port: 443}]}]'), 0],
  [
    'network-policy-dns',
    policy('podSelector: {}, egress: [{ports: [{port: 443}]}]') + policy('podSelector: {}, policyTypes: [Ingress], egress: [{}]'),
    1,
  ],
  [
    'network-policy-dns',
    policy('podSelector: {matchLabels: {app: web}}, egress: [{ports: [{port: 443}]}]') + dns('{matchLabels: {app: db}}'),
    1,
  ],
  ['network-policy-dangling', policy('podSelector: null'), 0],
  ['network-policy-dangling', policy('podSelector: {matchLabels: {app: web}}'), 1],
  ['image-pull-policy', pod().replace('web:1', `web@sha256:${'a'.repeat(64)}`), 0, { exceptDigests: true }],
  ['image-pull-policy', pod(), 1, { exceptDigests: true }],
  ['ingress-nginx-annotations', snippet('nginx.org/server-snippets'), 1],
  ['ingress-nginx-annotations', snippet('nginx.org/rewrites'), 0],
];

describe('what stands for nothing', () => {
  it.each(rows.map((row): [string, Row] => [`${row[0]} of ${row[1]} ${JSON.stringify(row[3] ?? {})}`, row]))(
    '%s',
    (_name, [rule, text, count, params]) => {
      expect(judge(rule, text, params).findings.map(({ message }) => message)).toHaveLength(count);
    },
  );
});
