import type { ContainerView } from '../../manifest/object.ts';
import { givenAt, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called } from './field.ts';
import { podsBehind } from './network/service.ts';

const numbersOf = ({ value }: ContainerView): readonly { number: number; protocol: string; pointer: string }[] =>
  listAt(value, 'ports').flatMap((port, at) => {
    const number = memberOf(port, 'containerPort');
    return typeof number === 'number' ? [{ number, protocol: stringAt(port, 'protocol') ?? 'TCP', pointer: `ports/${at}` }] : [];
  });

const wordsOf = ({ value }: ContainerView): readonly string[] =>
  [...listAt(value, 'command'), ...listAt(value, 'args')].filter((word) => typeof word === 'string');

/** Kinds that run code of others: agents and their sandboxes. */
const sandboxKinds = new Set(['Sandbox', 'SandboxTemplate']);
const sandboxText = (pod: string, more = ''): string =>
  `apiVersion: extensions.agents.x-k8s.io/v1alpha1\nkind: SandboxTemplate\nmetadata:\n  name: agent\nspec:\n${more}  podTemplate:\n    spec:\n      ${pod}\n      containers:\n        - {name: agent, image: registry.example.com/agent:1}\n`;

export const runtimeRules: readonly Rule[] = [
  kubernetesRule({
    id: 'privileged-port',
    title: 'Containers listen above port 1023',
    severity: 'info',
    severityReason: 'Lower ports need root or a capability on some runtimes.',
    remediation: 'Listen on a higher port and let the Service translate.',
    reference: reference.service,
    category: 'privilege',
    bad: podExample({ container: 'ports:\n  - containerPort: 80' }),
    good: podExample({ container: 'ports:\n  - containerPort: 8080' }),
    on: 'container',
    *check({ container }) {
      for (const { number, pointer } of numbersOf(container)) {
        if (number > 0 && number < 1024)
          yield problem(`${called(container)} listens on port ${number}`, { pointer: `${container.pointer}/${pointer}` });
      }
    },
  }),
  kubernetesRule({
    id: 'ssh-port',
    title: 'Workloads offer no SSH',
    severity: 'medium',
    severityReason: 'A shell into a container passes every review and audit of changes.',
    remediation: 'Remove the server; use kubectl debug where a shell is needed.',
    reference: reference.service,
    category: 'privilege',
    bad: podExample({ container: 'ports:\n  - containerPort: 22' }),
    good: podExample({ container: 'ports:\n  - containerPort: 8022' }),
    on: 'bundle',
    alone: { why: 'the pods that it leads to are in the cluster', kinds: ['Service'], others: 'asked' },
    defaultParams: { ports: [22, 2222] },
    *check({ bundle }, { params }) {
      const ports = listAt(params, 'ports');
      for (const { object, containers } of bundle.workloads) {
        for (const container of containers) {
          for (const { number, protocol, pointer } of numbersOf(container)) {
            if (ports.includes(number) && protocol === 'TCP')
              yield problem(`${called(container)} listens on port ${number}`, {
                object,
                container: container.name,
                pointer: `${container.pointer}/${pointer}`,
              });
          }
        }
      }
      for (const service of bundle.ofKind('Service')) {
        const offered = listAt(objectAt(service.value, 'spec'), 'ports').some((port) =>
          ['port', 'targetPort'].some((member) => ports.includes(memberOf(port, member) ?? null)),
        );
        for (const { workload } of offered ? podsBehind(service, bundle) : []) {
          yield problem(`the Service "${service.name}" leads to an SSH port of the pod`, { object: workload.object });
        }
      }
    },
  }),
  kubernetesRule({
    id: 'interactive-tty',
    title: 'Containers have no terminal',
    severity: 'low',
    severityReason: 'Left over from debugging, it lets whoever may attach type into the program.',
    remediation: 'Remove stdin and tty.',
    reference: 'https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/',
    category: 'privilege',
    bad: podExample({ container: 'tty: true' }),
    good: podExample({ container: 'tty: false' }),
    on: 'container',
    *check({ container }) {
      for (const field of ['stdin', 'tty']) {
        if (memberOf(container.value, field) === true)
          yield problem(`${called(container)} sets ${field}: true`, { pointer: `${container.pointer}/${field}` });
      }
    },
  }),
  kubernetesRule({
    id: 'sudo-entrypoint',
    title: 'Commands do not use sudo',
    severity: 'medium',
    severityReason: 'It makes a process root that was started as somebody else.',
    remediation: 'Run the program as the user that it needs.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: podExample({ container: 'command: [sh, -c, "sudo /app"]' }),
    good: podExample({ container: 'command: [sh, -c, "/usr/bin/pseudo /app"]' }),
    on: 'container',
    *check({ container }) {
      if (wordsOf(container).some((word) => /(?:^|[\s;&|/])sudo(?:\s|$)/.test(word))) {
        yield problem(`the command of ${called(container)} uses sudo`, { pointer: `${container.pointer}/command` });
      }
    },
  }),
  kubernetesRule({
    id: 'sandbox-runtime-class',
    title: 'Agents run in a hardened runtime',
    severity: 'high',
    severityReason: 'Code that nobody reviewed shares the node’s kernel otherwise.',
    remediation: 'Set runtimeClassName to a class such as gvisor or kata.',
    reference: 'https://kubernetes.io/docs/concepts/containers/runtime-class/',
    category: 'privilege',
    bad: sandboxText('runtimeClassName: ""'),
    good: sandboxText('runtimeClassName: gvisor'),
    on: 'workload',
    defaultParams: { classes: [] },
    *check({ workload }, { params }) {
      if (!sandboxKinds.has(workload.object.kind)) return;
      const name = stringAt(workload.spec, 'runtimeClassName') ?? '';
      const classes = listAt(params, 'classes');
      if (name !== '' && (classes.length === 0 || classes.includes(name))) return;
      yield problem(name === '' ? 'the sandbox names no runtime class' : `the runtime class "${name}" is not one of those allowed`, {
        pointer: `${workload.podPointer}/runtimeClassName`,
      });
    },
  }),
  kubernetesRule({
    id: 'egress-restricted',
    title: 'Agents reach only what they are meant to',
    severity: 'high',
    severityReason: 'Code that nobody reviewed can send out whatever it reads.',
    remediation: 'Let the sandbox manage its NetworkPolicy, and name the peers of its egress rules.',
    reference: reference.networkPolicy,
    category: 'network',
    bad: sandboxText('runtimeClassName: gvisor'),
    good: sandboxText('runtimeClassName: gvisor', '  networkPolicy: {egress: [{to: [{podSelector: {matchLabels: {app: proxy}}}]}]}\n'),
    on: 'object',
    kinds: [...sandboxKinds],
    *check({ object }) {
      const spec = objectAt(object.value, 'spec');
      const open = openEgress(spec);
      if (open !== null) yield problem(`the sandbox’s egress is open: ${open}`, { pointer: '/spec/networkPolicy' });
    },
  }),
  kubernetesRule({
    id: 'git-sync',
    title: 'git-sync takes no command from variables',
    severity: 'high',
    severityReason: 'The variable names a program that git-sync runs.',
    remediation: 'Remove GITSYNC_GIT and GIT_SYNC_GIT from the environment, and --git from the arguments.',
    reference: 'https://github.com/kubernetes/git-sync',
    category: 'privilege',
    bad: podExample({ image: 'registry.k8s.io/git-sync/git-sync:v4.4.0', container: 'env:\n  - {name: GITSYNC_GIT, value: /tmp/x}' }),
    good: podExample({ image: 'registry.k8s.io/git-sync/git-sync:v4.4.0' }),
    on: 'container',
    *check({ container }) {
      if (!/(?:^|\/)git-sync(?:[:@/]|$)/.test(container.image)) return;
      const names = listAt(container.value, 'env').flatMap((variable) => stringAt(variable, 'name') ?? []);
      const bad = [
        ...names.filter((name) => injectable.has(name)),
        ...wordsOf(container).filter((word) => /^--?(?:git|askpass-url|exechook-command|sync-hook-command)(?:=|$)/.test(word)),
      ];
      if (bad.length > 0) yield problem(`${called(container)} lets ${bad[0]} choose what git-sync runs`, { pointer: container.pointer });
    },
  }),
];

const injectable = new Set([
  'GITSYNC_GIT',
  'GIT_SYNC_GIT',
  'GITSYNC_ASKPASS_URL',
  'GIT_ASKPASS_URL',
  'GITSYNC_EXECHOOK_COMMAND',
  'GIT_SYNC_EXECHOOK_COMMAND',
]);

const openEgress = (spec: ReturnType<typeof objectAt>): string | null => {
  if (stringAt(spec, 'networkPolicyManagement') === 'Unmanaged') return 'nobody manages its policy';
  const policy = memberOf(spec, 'networkPolicy');
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) return 'it has no policy';
  for (const rule of listAt(policy, 'egress')) {
    const peers = listAt(rule, 'to');
    if (peers.length === 0) return 'a rule names no peer';
    if (peers.some(isOpenPeer)) return 'a rule allows every address';
  }
  return null;
};

const isOpenPeer = (peer: Parameters<typeof memberOf>[0]): boolean => {
  const block = memberOf(peer, 'ipBlock');
  if (block !== undefined) {
    const cidr = stringAt(block, 'cidr') ?? '';
    // Exceptions from all of IPv4 are the usual way to leave the private ranges out; from all of IPv6 they leave the internet open.
    return cidr === '' || (/\/0+$/.test(cidr) && (cidr.includes(':') || listAt(block, 'except').length === 0));
  }
  const selectors = ['namespaceSelector', 'podSelector'].map((name) => givenAt(peer, name)).filter((one) => one !== undefined);
  return selectors.every((one) => Object.keys(objectAt({ one }, 'one')).length === 0);
};
