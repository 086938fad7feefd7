import { describe, expect, it } from 'vitest';
import { isWithin } from '../../../lib/rule/kubernetes/known-version.ts';
import { judge } from './judge.ts';
import { object, pod } from './text.ts';

const node = (info: string): string => object('v1', 'Node', `status: {nodeInfo: {${info}}}`, 'name: worker');
const image = (name: string): string => pod().replace('registry.example.com/web:1', name);
const cves = (text: string): readonly string[] =>
  judge('cve-specific', text).findings.map(({ message }) => /CVE-[\d-]+/.exec(message)?.[0] ?? '');

describe('cve-specific', () => {
  it.each([
    [image('argoproj/argocd:v2.1.8'), ['CVE-2022-24348']],
    [image('argoproj/argocd:v2.1.9'), []],
    [image('argoproj/argocd:v2.10.1'), []],
    [image('argoproj/argocd:latest'), []],
    [image('grafana/grafana:9.2.3-ubuntu'), ['CVE-2022-39328']],
    [image('grafana/grafana:9.1.8'), []],
    [image('ghcr.io/kyverno/kyverno:v1.8.4'), ['CVE-2022-47633']],
    [image('ghcr.io/kyverno/kyverno:v1.8.2'), []],
    [node('kernelVersion: 5.10.47-linuxkit'), ['CVE-2022-0185']],
    [node('kernelVersion: 5.16.2'), []],
    [node('containerRuntimeVersion: containerd://1.5.9'), ['CVE-2022-23648']],
    [node('containerRuntimeVersion: cri-o://1.5.9'), []],
    [node('kubeletVersion: v1.22.1'), []],
    [node('kubeletVersion: v1.22.1') + pod('', 'volumeMounts: [{name: a, mountPath: /a, subPath: b}]'), ['CVE-2021-25741']],
    [node('kubeletVersion: v1.22.2') + pod('', 'volumeMounts: [{name: a, mountPath: /a, subPath: b}]'), []],
    [
      node('kubeletVersion: v1.25.0') + object('apiregistration.k8s.io/v1', 'APIService', 'spec: {service: {name: a, namespace: b}}'),
      ['CVE-2022-3172'],
    ],
    [node('kubeletVersion: v1.25.0') + object('apiregistration.k8s.io/v1', 'APIService', 'spec: {}'), []],
  ])('%#', (text, expected) => {
    expect(cves(text)).toEqual(expected);
  });
});

describe('outdated-kubernetes', () => {
  it.each([
    ['v1.25.3', 1],
    ['v1.33.9-gke.100', 1],
    ['v1.34.0', 0],
    ['v1.40.0', 0],
    ['v2.0.0', 0],
    ['unknown', 0],
  ])('%s', (version, findings) => {
    expect(judge('outdated-kubernetes', node(`kubeletVersion: ${version}`)).findings).toHaveLength(findings);
  });
});

describe('ingress-nginx-annotations', () => {
  const config = (value: string): string => object('v1', 'ConfigMap', `data: {allow-snippet-annotations: "${value}"}`, 'name: nginx');

  it.each([
    ['registry.k8s.io/ingress-nginx/controller:v1.0.0', config('false'), 1],
    ['registry.k8s.io/ingress-nginx/controller:v1.2.0', '', 1],
    ['registry.k8s.io/ingress-nginx/controller:v1.2.0@sha256:1234', config('false'), 0],
    ['registry.k8s.io/ingress-nginx/controller:v1.9.0', '', 0],
    ['registry.k8s.io/ingress-nginx/controller:v1.9.0', config('true'), 1],
    ['docker.io/nginx/nginx-ingress:3.0.0', '', 0],
  ])('%s %s', (name, settings, findings) => {
    expect(judge('ingress-nginx-annotations', image(name) + settings).findings).toHaveLength(findings);
  });
});

describe('isWithin', () => {
  it.each([
    ['1.10.0', [['1.9', '1.11']], true],
    ['1.9', [['1.9.0', '1.9.1']], true],
    ['1.9.1', [['1.9.0', '1.9.1']], false],
    ['', [['0', '9']], false],
  ] as const)('%s in %j: %s', (version, ranges, expected) => {
    expect(isWithin(version, ranges)).toBe(expected);
  });
});
