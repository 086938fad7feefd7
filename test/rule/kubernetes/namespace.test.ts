import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { object, pod, workload } from './text.ts';

const namespace = (labels: string): string =>
  object('v1', 'Namespace', '', `name: shop, labels: {${labels.replaceAll(/(enforce|warn|audit)/g, 'pod-security.kubernetes.io/$1')}}`);
const rmem = pod('securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: "1"}]}', '', 'namespace: shop');
const controls = (rule: string, text: string): readonly (string | undefined)[] =>
  judge(rule, text).findings.map(({ message }) => /\((\w+)\)/.exec(message)?.[1]);

describe('what a namespace would say of its pods', () => {
  it('goes by the version of each mode', () => {
    expect(controls('namespace-refuses', namespace('enforce: baseline, enforce-version: v1.31') + rmem)).toEqual(['sysctls']);
    expect(controls('namespace-refuses', namespace('enforce: baseline, enforce-version: v1.32') + rmem)).toEqual([]);
    expect(controls('namespace-refuses', namespace('enforce: baseline') + rmem)).toEqual([]);
  });

  it('says once what two modes find, and leaves what is refused to the other rule', () => {
    const text = namespace('enforce: baseline, warn: restricted, audit: restricted') + pod('hostPID: true', '', 'namespace: shop');
    expect(controls('namespace-refuses', text)).toEqual(['hostNamespaces']);
    expect(controls('namespace-warns', text)).toEqual([
      'allowPrivilegeEscalation',
      'capabilities_restricted',
      'runAsNonRoot',
      'seccompProfile_restricted',
    ]);
  });

  it('reads pod templates, and no other namespace', () => {
    const text =
      namespace('enforce: restricted') + workload('Deployment', 'replicas: 1').replace('name: web', 'name: web, namespace: shop');
    expect(controls('namespace-refuses', text)).not.toEqual([]);
    expect(controls('namespace-refuses', namespace('enforce: restricted') + pod())).toEqual([]);
  });

  it.each([
    ['enforce: baseline, enforce-version: v1.37', 0],
    ['enforce: baseline, enforce-version: latest', 0],
    ['enforce: privileged', 1],
    ['warn: restricted', 1],
    ['enforce: restricted, warn: restrictd', 1],
    ['enforce: restricted, audit-version: "1.30"', 1],
  ])('%s: %i statements about the labels', (labels, findings) => {
    expect(judge('namespace-pod-security', namespace(labels)).findings).toHaveLength(findings);
  });
});
