import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../lib/model/json.ts';
import { creating, judge, pod, policyOf, ruleOf } from '../ask.ts';

const sound: JsonObject = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const podWith = (container: JsonObject, spec: JsonObject = {}): JsonObject =>
  pod({ containers: [{ name: 'c', image: 'nginx:1', securityContext: sound, ...container }], ...spec });

const ask = (podSecurity: JsonObject, object: JsonObject) => judge([policyOf([ruleOf({ podSecurity })])], creating(object))[0];
const kind = (exclude: readonly Json[], object: JsonObject, level = 'restricted') =>
  ask({ level, version: 'latest', exclude }, object)?.kind;

describe('podSecurity', () => {
  it('judges by level and version', () => {
    const privileged = podWith({ securityContext: { ...sound, privileged: true } });
    expect(ask({ level: 'baseline' }, privileged)).toMatchObject({
      kind: 'fail',
      pointer: '/spec/containers/0/securityContext/privileged',
    });
    expect(ask({ level: 'privileged' }, privileged)?.kind).toBe('pass');
    const sysctl = podWith({}, { securityContext: { sysctls: [{ name: 'net.ipv4.tcp_fin_timeout' }] } });
    expect(ask({ level: 'baseline', version: 'v1.28' }, sysctl)?.kind).toBe('fail');
    expect(ask({ level: 'baseline', version: 'v1.29' }, sysctl)?.kind).toBe('pass');
  });

  it('judges older versions by the first form of a control', () => {
    expect(
      ask({ level: 'restricted', version: 'v1.0' }, podWith({ securityContext: { ...sound, allowPrivilegeEscalation: true } }))?.kind,
    ).toBe('fail');
  });

  it('tells every place that breaks a control', () => {
    const object = podWith({ securityContext: { ...sound, privileged: true } }, { hostPID: true, hostNetwork: true });
    const rule = ruleOf({ podSecurity: { level: 'baseline' } });
    expect(judge([policyOf([rule])], creating(object)).map(({ pointer }) => pointer)).toEqual([
      '/spec/hostNetwork',
      '/spec/hostPID',
      '/spec/containers/0/securityContext/privileged',
    ]);
  });

  it('judges the pod of what makes it', () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd' },
      spec: { template: { spec: { hostPID: true } } },
    };
    expect(ask({ level: 'baseline' }, deployment)).toMatchObject({ kind: 'fail', pointer: '/spec/template/spec/hostPID' });
  });
});

describe('what podSecurity excludes', () => {
  const adding = (...add: readonly string[]) => podWith({ securityContext: { ...sound, capabilities: { drop: ['ALL'], add } } });
  const field = 'spec.containers[*].securityContext.capabilities.add';
  const hostPath = podWith({}, { volumes: [{ name: 'v', hostPath: { path: '/var' } }] });
  const flex = podWith({}, { volumes: [{ name: 'v', flexVolume: { driver: 'd' } }] });

  it.each<[string, readonly Json[], JsonObject, string]>([
    ['a control of containers by image', [{ controlName: 'Capabilities', images: ['nginx*'] }], adding('SYS_ADMIN'), 'pass'],
    ['no container of another image', [{ controlName: 'Capabilities', images: ['redis*'] }], adding('SYS_ADMIN'), 'fail'],
    ['no other control', [{ controlName: 'Seccomp', images: ['*'] }], adding('SYS_ADMIN'), 'fail'],
    ['a control of the pod', [{ controlName: 'Host Namespaces' }], podWith({}, { hostPID: true }), 'pass'],
    ['no container without images', [{ controlName: 'Seccomp' }], podWith({ securityContext: { ...sound, seccompProfile: null } }), 'fail'],
    [
      'values of a list',
      [{ controlName: 'Capabilities', images: ['*'], restrictedField: field, values: ['SYS_*'] }],
      adding('SYS_TIME'),
      'pass',
    ],
    [
      'not what else is in the list',
      [{ controlName: 'Capabilities', images: ['*'], restrictedField: field, values: ['SYS_TIME'] }],
      adding('SYS_TIME', 'KILL'),
      'fail',
    ],
    [
      'a value',
      [{ controlName: 'Running as Non-root', restrictedField: 'spec.securityContext.runAsNonRoot', values: ['false'] }],
      podWith({}, { securityContext: { runAsNonRoot: false } }),
      'pass',
    ],
    [
      'a value of containers by image alone',
      [
        {
          controlName: 'Privilege Escalation',
          images: ['redis'],
          restrictedField: 'spec.containers[*].securityContext.allowPrivilegeEscalation',
          values: ['true'],
        },
      ],
      podWith({ securityContext: { ...sound, allowPrivilegeEscalation: true } }),
      'fail',
    ],
    ['a type of volume', [{ controlName: 'Volume Types', restrictedField: 'spec.volumes[*].flexVolume' }], flex, 'pass'],
    ['no other type of volume', [{ controlName: 'Volume Types', restrictedField: 'spec.volumes[*].nfs' }], flex, 'fail'],
    ['not what the stricter control asks again', [{ controlName: 'HostPath Volumes' }], hostPath, 'fail'],
    ['it by both', [{ controlName: 'HostPath Volumes' }, { controlName: 'Volume Types' }], hostPath, 'pass'],
  ])('%s', (_name, exclude, object, expected) => {
    expect(kind(exclude, object)).toBe(expected);
  });

  it('a path of a volume at the baseline', () => {
    const exclude = [{ controlName: 'HostPath Volumes', restrictedField: 'spec.volumes[*].hostPath', values: ['/var'] }];
    expect(kind(exclude, hostPath, 'baseline')).toBe('pass');
    expect(kind([{ ...exclude[0], values: ['/etc'] }], hostPath, 'baseline')).toBe('fail');
  });

  it('a sysctl by its name', () => {
    const object = podWith({}, { securityContext: { sysctls: [{ name: 'kernel.msgmax' }, { name: 'kernel.sem' }] } });
    const by = (values: readonly string[]) =>
      kind([{ controlName: 'Sysctls', restrictedField: 'spec.securityContext.sysctls[*].name', values }], object, 'baseline');
    expect([by(['kernel.*']), by(['kernel.sem'])]).toEqual(['pass', 'fail']);
  });
});
