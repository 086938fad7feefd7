import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../lib/model/json.ts';
import { controls } from '../../../../lib/rule/kubernetes/pod-security/check.table.ts';
import { minorOf, newestMinor, type PodSecurityLevel, podSecurity } from '../../../../lib/rule/kubernetes/pod-security/evaluate.ts';

const careful: JsonObject = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};
const pod = (spec: JsonObject = {}, container: JsonObject = {}, security: JsonObject = {}): JsonObject => ({
  ...spec,
  containers: [{ name: 'web', ...container, securityContext: { ...careful, ...security } }],
});
const controlsBroken = (level: PodSecurityLevel, minor: number, spec: JsonObject, annotations: JsonObject = {}): string[] => [
  ...new Set(
    podSecurity(level, minor)
      .violations({ annotations }, spec)
      .map(({ control }) => control),
  ),
];

describe('podSecurity', () => {
  it('has the nineteen controls of the standard', () => {
    expect(controls).toHaveLength(19);
    expect(new Set(controls.map(({ id }) => id)).size).toBe(19);
  });

  // The version before the change, and the one that made it.
  it.each<[string, PodSecurityLevel, number, number, JsonObject, string[], string[]]>([
    ['container_engine_t', 'baseline', 30, 31, pod({}, {}, { seLinuxOptions: { type: 'container_engine_t' } }), ['seLinuxOptions'], []],
    ['tcp_rmem', 'baseline', 31, 32, pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_rmem' }] } }), ['sysctls'], []],
    [
      'tcp_notsent_lowat',
      'baseline',
      36,
      37,
      pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_notsent_lowat' }] } }),
      ['sysctls'],
      [],
    ],
    ['a probe host', 'baseline', 33, 34, pod({}, { livenessProbe: { httpGet: { host: '10.0.0.1' } } }), [], ['hostProbesAndHostLifecycle']],
    [
      'a hook host',
      'baseline',
      33,
      34,
      pod({}, { lifecycle: { preStop: { tcpSocket: { host: 'x' } } } }),
      [],
      ['hostProbesAndHostLifecycle'],
    ],
    ['an empty probe host', 'baseline', 33, 34, pod({}, { startupProbe: { tcpSocket: { host: '' } } }), [], []],
    ['procMount in a user namespace', 'baseline', 34, 35, pod({ hostUsers: false }, {}, { procMount: 'Unmasked' }), ['procMount'], []],
    [
      'the same, restricted',
      'restricted',
      34,
      35,
      pod({ hostUsers: false }, {}, { procMount: 'Unmasked' }),
      ['procMount'],
      ['procMount_restricted'],
    ],
    [
      'root in a user namespace',
      'restricted',
      34,
      35,
      pod({ hostUsers: false }, {}, { runAsUser: 0, runAsNonRoot: false }),
      ['runAsNonRoot', 'runAsUser'],
      [],
    ],
    ['root outside', 'restricted', 34, 35, pod({ hostUsers: true }, {}, { runAsUser: 0 }), ['runAsUser'], ['runAsUser']],
    [
      'Windows',
      'restricted',
      24,
      25,
      pod({ os: { name: 'windows' } }, {}, { capabilities: {}, allowPrivilegeEscalation: true, seccompProfile: null }),
      ['allowPrivilegeEscalation', 'capabilities_restricted', 'seccompProfile_restricted'],
      [],
    ],
  ])('%s, %s, v1.%i against v1.%i', (_name, level, before, after, spec, brokenBefore, brokenAfter) => {
    expect(controlsBroken(level, before, spec)).toEqual(brokenBefore);
    expect(controlsBroken(level, after, spec)).toEqual(brokenAfter);
  });

  it('reports the stricter control alone where one overrides another', () => {
    const spec = pod({ volumes: [{ name: 'h', hostPath: { path: '/' } }, { name: 'defaulted' }] });
    expect(controlsBroken('baseline', newestMinor, spec)).toEqual(['hostPathVolumes']);
    expect(controlsBroken('restricted', newestMinor, spec)).toEqual(['restrictedVolumes']);
  });

  it('lets volumes of images in', () => {
    const spec = pod({ volumes: [{ name: 'i', image: { reference: 'registry.example.com/data:1' } }] });
    for (const minor of [0, newestMinor]) expect(controlsBroken('restricted', minor, spec)).not.toContain('restrictedVolumes');
  });

  it('reads the annotations that came before the fields', () => {
    const other = 'container.seccomp.security.alpha.kubernetes.io/other';
    expect(controlsBroken('baseline', 18, pod(), { [other]: 'unconfined', [other.replace('other', 'web')]: 'runtime/default' })).toEqual(
      [],
    );
    expect(controlsBroken('baseline', 18, pod(), { [other.replace('other', 'web')]: 'unconfined' })).toEqual(['seccompProfile_baseline']);
    expect(controlsBroken('baseline', 18, pod(), { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' })).toEqual([
      'seccompProfile_baseline',
    ]);
    expect(controlsBroken('baseline', 19, pod(), { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' })).toEqual([]);
    expect(controlsBroken('baseline', 37, pod(), { 'container.apparmor.security.beta.kubernetes.io/web': 'unconfined' })).toEqual([
      'appArmorProfile',
    ]);
    expect(controlsBroken('baseline', 37, pod(), { 'container.apparmor.security.beta.kubernetes.io/web': 'localhost/mine' })).toEqual([]);
  });

  it('holds against any type in any place', () => {
    for (const wrong of [null, 1, 'x', true, [], {}, [null], [[]], { name: 1 }]) {
      const spec: JsonObject = {
        containers: wrong,
        initContainers: [wrong],
        volumes: wrong,
        securityContext: wrong,
        hostPID: wrong,
        os: wrong,
      };
      const inside = pod(
        {},
        { ports: wrong, livenessProbe: wrong, lifecycle: wrong },
        { capabilities: wrong, seLinuxOptions: wrong, seccompProfile: wrong, windowsOptions: wrong },
      );
      for (const value of [spec, inside])
        expect(() => podSecurity('restricted', newestMinor).violations({ annotations: wrong }, value)).not.toThrow();
    }
  });
});

describe('minorOf', () => {
  it.each([
    ['latest', newestMinor],
    ['v1.0', 0],
    ['v1.30', 30],
    ['v1.99', newestMinor],
  ])('%s', (text, minor) => expect(minorOf(text)).toBe(minor));
  it.each(['', '1.30', 'v1', 'v1.030', 'v2.1', 'v1.30 ', 'newest'])('refuses %j', (text) => expect(minorOf(text)).toBeUndefined());
});
