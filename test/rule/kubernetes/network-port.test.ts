import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { object, pod } from './text.ts';

const policy = (rest: string): string =>
  object('networking.k8s.io/v1', 'NetworkPolicy', `spec: {podSelector: {matchLabels: {app: web}}, ${rest}}`);
const web = pod('', 'ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]', 'labels: {app: web}');
const found = (rest: string, text = web) => judge('network-policy-port', policy(rest) + text).findings;

describe('network-policy-port', () => {
  it.each([
    ['ingress: [{ports: [{port: 80}]}]', 'low'],
    ['ingress: [{ports: [{port: https}]}]', 'medium'],
    ['ingress: [{ports: [{port: 53}]}]', 'low'],
    ['ingress: [{ports: [{port: 9000, endPort: 9010}]}]', 'low'],
    ['egress: [{to: [{podSelector: {}}], ports: [{port: 5432}]}]', 'low'],
  ])('finds %s', (rest, severity) => {
    expect(found(rest)).toMatchObject([{ severity, location: { pointer: expect.stringContaining('/ports/0') } }]);
  });

  it.each([
    'ingress: [{ports: [{port: 8080}, {port: http}, {port: 53, protocol: UDP}]}]',
    'ingress: [{ports: [{port: 8000, endPort: 8100}]}]',
    'ingress: [{ports: [{protocol: TCP}]}]',
    'egress: [{ports: [{port: 443}]}]',
    'egress: [{to: [{podSelector: {}, namespaceSelector: {}}], ports: [{port: 443}]}]',
    'egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 443}]}]',
  ])('passes %s', (rest) => {
    expect(found(rest)).toEqual([]);
  });

  it('says nothing of pods that declare no port, or that the change has not', () => {
    expect(found('ingress: [{ports: [{port: 80}]}]', pod('', '', 'labels: {app: web}'))).toEqual([]);
    expect(found('ingress: [{ports: [{port: 80}]}]', pod())).toEqual([]);
  });

  it('knows the usual mistake, the port of the Service', () => {
    const service = object('v1', 'Service', 'spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}');
    expect(found('ingress: [{ports: [{port: 80}]}]', web + service)[0]?.message).toContain('the Service "web" has it');
  });
});

describe('metadata-api', () => {
  const egress = (block: string) => judge('metadata-api', policy(`egress: [{to: [{ipBlock: {${block}}}]}]`)).findings.length;

  it.each([
    ['cidr: 0.0.0.0/0', 1],
    ['cidr: 169.254.0.0/16', 1],
    ['cidr: 128.0.0.0/1, except: [10.0.0.0/8]', 1],
    ['cidr: 0.0.0.0/0, except: [169.254.0.0/16]', 0],
    ['cidr: 10.0.0.0/8', 0],
    ['cidr: 169.254.169.255/32', 0],
    ['cidr: nonsense', 0],
    ['cidr: 1.2.3.4/99', 0],
  ])('%s', (block, findings) => {
    expect(egress(block)).toBe(findings);
  });
});
