import type { Bundle, ContainerView, ManifestObject } from '../../manifest/object.ts';
import { listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { notEvaluated, problem, type Rule } from '../rule.ts';
import { staticPod } from './control-plane.ts';
import { kubernetesRule, reference } from './define.ts';
import { commandLineOf } from './flag.ts';
import { minorOf, podSecurityLevels } from './pod-security/evaluate.ts';

type Component = { readonly object: ManifestObject; readonly container: ContainerView; readonly flags: ReadonlyMap<string, string> };

const componentsOf = (bundle: Bundle, program: string): readonly Component[] =>
  bundle.workloads.flatMap(({ object, containers }) =>
    containers.flatMap((container) => {
      const line = commandLineOf(container);
      return line?.program === program ? [{ object, container, flags: line.flags }] : [];
    }),
  );

const configuration = (plugin: string, body: string): string =>
  `apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n  - name: ${plugin}\n    configuration:\n      ${body.replaceAll('\n', '\n      ')}\n`;
const podSecurityText = (enforce: string): string =>
  configuration(
    'PodSecurity',
    `apiVersion: pod-security.admission.config.k8s.io/v1\nkind: PodSecurityConfiguration\ndefaults: {${enforce}}`,
  );

/** Rules about what several components say together, and about the files that they read. */
export const controlPlaneFileRules: readonly Rule[] = [
  kubernetesRule({
    id: 'etcd-unique-ca',
    title: 'etcd trusts a CA of its own',
    severity: 'medium',
    severityReason: 'With the cluster’s CA every kubelet’s certificate would open etcd.',
    remediation: 'Set --trusted-ca-file to a CA that signs for etcd alone.',
    reference: reference.apiServer,
    category: 'control-plane',
    bad: `${staticPod('etcd', ['--trusted-ca-file=/pki/ca.crt'])}---\n${staticPod('kube-apiserver', ['--client-ca-file=/pki/ca.crt'])}`,
    good: `${staticPod('etcd', ['--trusted-ca-file=/pki/etcd/ca.crt'])}---\n${staticPod('kube-apiserver', ['--client-ca-file=/pki/ca.crt'])}`,
    on: 'bundle',
    alone: { why: 'etcd and the API server are two objects' },
    *check({ bundle }) {
      const servers = componentsOf(bundle, 'kube-apiserver');
      for (const { object, container, flags } of componentsOf(bundle, 'etcd')) {
        const place = { object, container: container.name };
        const pointer = `${container.pointer}/command`;
        const trusted = flags.get('trusted-ca-file') ?? '';
        const same = servers.filter((server) => server.flags.get('client-ca-file') === trusted);
        if (trusted === '') yield problem('etcd runs with --trusted-ca-file not set', { ...place, pointer });
        else if (servers.length === 0) yield notEvaluated('the API server, whose CA must be another, is not in the change', place);
        else if (same.length > 0)
          yield problem(`etcd trusts ${trusted}, which is the CA of the API server’s clients`, { ...place, pointer });
        // Either side can mend it.
        for (const server of trusted === '' ? [] : same)
          yield problem(`the API server trusts ${trusted} for its clients, which is etcd’s CA`, {
            object: server.object,
            container: server.container.name,
            pointer: `${server.container.pointer}/command`,
          });
      }
    },
  }),
  kubernetesRule({
    id: 'cp-pod-security-default',
    title: 'Namespaces without a label have a Pod Security level',
    severity: 'medium',
    severityReason: 'A namespace that nobody labelled takes privileged pods.',
    remediation: 'Set defaults.enforce to baseline or restricted, with a version that exists.',
    reference: 'https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-admission-controller/',
    category: 'control-plane',
    bad: podSecurityText('enforce: privileged'),
    good: podSecurityText('enforce: baseline, enforce-version: latest'),
    on: 'object',
    kinds: ['AdmissionConfiguration'],
    defaultParams: { levels: ['baseline', 'restricted'] },
    *check({ object }, { params }) {
      for (const [at, plugin] of listAt(object.value, 'plugins').entries()) {
        const settings = objectAt(plugin, 'configuration');
        if (stringAt(plugin, 'name') !== 'PodSecurity' || Object.keys(settings).length === 0) continue;
        const pointer = `/plugins/${at}/configuration/defaults`;
        const defaults = objectAt(settings, 'defaults');
        const level = stringAt(defaults, 'enforce') ?? 'privileged';
        if (!listAt(params, 'levels').includes(level))
          yield problem(
            podSecurityLevels.some((known) => known === level)
              ? `the default level is ${level}`
              : `"${level}" is not a level; the API server does not start`,
            { pointer: `${pointer}/enforce`, discriminator: `enforce ${at}` },
          );
        for (const mode of ['enforce-version', 'audit-version', 'warn-version']) {
          const version = stringAt(defaults, mode);
          if (version !== undefined && minorOf(version) === undefined)
            yield problem(`"${version}" is not a version`, { pointer: `${pointer}/${mode}`, discriminator: `${mode} ${at}` });
        }
      }
    },
  }),
  kubernetesRule({
    id: 'cp-image-policy-default',
    title: 'Images are refused while their policy cannot be asked',
    severity: 'medium',
    severityReason: 'Whoever stops the backend of ImagePolicyWebhook lets every image in.',
    remediation: 'Set defaultAllow: false, or take the outage into account and waive this.',
    reference: reference.admission,
    category: 'control-plane',
    bad: configuration('ImagePolicyWebhook', 'imagePolicy: {kubeConfigFile: /etc/kubernetes/image.yaml, defaultAllow: true}'),
    good: configuration('ImagePolicyWebhook', 'imagePolicy: {kubeConfigFile: /etc/kubernetes/image.yaml, defaultAllow: false}'),
    on: 'object',
    kinds: ['AdmissionConfiguration'],
    *check({ object }) {
      for (const [at, plugin] of listAt(object.value, 'plugins').entries()) {
        const settings = objectAt(objectAt(plugin, 'configuration'), 'imagePolicy');
        if (stringAt(plugin, 'name') !== 'ImagePolicyWebhook' || memberOf(settings, 'defaultAllow') !== true) continue;
        yield problem('ImagePolicyWebhook lets images in when its backend does not answer', {
          pointer: `/plugins/${at}/configuration/imagePolicy/defaultAllow`,
        });
      }
    },
  }),
];
