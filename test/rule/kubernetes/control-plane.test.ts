import { describe, expect, it } from 'vitest';
import { flagRows } from '../../../lib/rule/kubernetes/control-plane.table.ts';
import { sampleArguments } from '../../../lib/rule/kubernetes/flag-condition.ts';
import { judge } from './judge.ts';
import { object, pod } from './text.ts';

const words = (list: readonly string[]): string => `[${list.map((word) => JSON.stringify(word)).join(', ')}]`;

/** The ways in which distributions write a command line. Boolean flags take their value after `=` alone, so they are not parted. */
const spellings = (program: string, flags: readonly string[]): readonly string[] => [
  pod('', `command: ${words([program, ...flags])}`),
  pod('', `command: ${words([`/usr/local/bin/${program}`])}, args: ${words(flags)}`),
  pod('', `command: [sh, -c, ${JSON.stringify([program, ...flags].join(' '))}]`),
  pod('', `args: ${words(flags)}`).replaceAll('name: web,', `name: ${program},`),
  pod('', `command: ${words([program, ...flags.flatMap((flag) => flag.split(/=(.*)/s).filter(Boolean))])}`),
  pod('', `command: ${words([program, ...flags.map((flag) => flag.replace(/^--/, '-'))])}`),
];

describe.each(flagRows.map((row) => [row.id, row] as const))('%s', (id, { programs, condition }) => {
  it('reads every spelling of a command line, of each program', () => {
    const { good, bad } = sampleArguments(condition);
    for (const program of programs) {
      for (const [at, text] of spellings(program, good).entries())
        if (at !== 3 || good.length > 0) expect(judge(id, text).findings, text).toEqual([]);
      for (const [at, text] of spellings(program, bad).entries())
        if (at !== 3 || bad.length > 0) expect(judge(id, text).findings, text).toHaveLength(1);
    }
  });

  it('says nothing of other programs', () => {
    expect(judge(id, pod('', 'command: [nginx, --profiling=true]')).findings).toEqual([]);
  });
});

describe('AdmissionConfiguration', () => {
  const configuration = (plugins: string): string =>
    object('apiserver.config.k8s.io/v1', 'AdmissionConfiguration', `plugins: [${plugins}]`);
  const security = (defaults: string): string =>
    configuration(`{name: PodSecurity, configuration: {kind: PodSecurityConfiguration, defaults: {${defaults}}}}`);

  it.each([
    ['cp-event-rate-limit', configuration('{name: PodSecurity}'), 1],
    ['cp-event-rate-limit', configuration('{name: EventRateLimit, path: limits.yaml}'), 0],
    ['cp-pod-security-default', security(''), 1],
    ['cp-pod-security-default', security('enforce: baselin'), 1],
    ['cp-pod-security-default', security('enforce: restricted, warn-version: v1.x'), 1],
    ['cp-pod-security-default', security('enforce: restricted, enforce-version: v1.37'), 0],
    ['cp-pod-security-default', configuration('{name: PodSecurity, path: security.yaml}'), 0],
    ['cp-image-policy-default', configuration('{name: ImagePolicyWebhook, configuration: {imagePolicy: {defaultAllow: true}}}'), 1],
    ['cp-image-policy-default', configuration('{name: ImagePolicyWebhook, configuration: {imagePolicy: {}}}'), 0],
  ])('%s %#', (rule, text, findings) => {
    expect(judge(rule, text).findings).toHaveLength(findings);
  });

  it('compares the authorities of etcd and of the API server, whichever file they are in', () => {
    const etcd = pod('', 'command: [etcd, --trusted-ca-file=/pki/ca.crt]').replace('{name: web}', '{name: etcd}');
    const server = pod('', 'command: [kube-apiserver, --client-ca-file=/pki/ca.crt]').replace('{name: web}', '{name: server}');
    expect(judge('etcd-unique-ca', etcd + server).findings.map(({ object: id }) => id)).toEqual(['v1/Pod/etcd', 'v1/Pod/server']);
    expect(judge('etcd-unique-ca', etcd)).toMatchObject({ findings: [], notEvaluated: [{}] });
  });
});
