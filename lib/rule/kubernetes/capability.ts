import type { ContainerView } from '../../manifest/object.ts';
import { type JsonObject, listAt, objectAt } from '../../model/json.ts';
import { problem, type Rule, type RuleContext, type Statement } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called, isWindows, jsonPatch, setField } from './field.ts';
import { baselineCapabilities } from './pod-security/baseline.ts';

const capabilityName = (name: unknown): string => String(name).toUpperCase().replace(/^CAP_/, '');

export const capabilities = (container: ContainerView, list: 'add' | 'drop'): readonly string[] =>
  listAt(objectAt(container.securityContext, 'capabilities'), list).map(capabilityName);

/** Each of these alone reaches the node or its network. */
const dangerous = [
  'ALL',
  'BPF',
  'DAC_READ_SEARCH',
  'NET_ADMIN',
  'PERFMON',
  'SYSLOG',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'SYS_TIME',
];

const added = (isWrong: (name: string, params: JsonObject) => boolean) =>
  function* ({ container }: { container: ContainerView }, { params }: RuleContext): Iterable<Statement> {
    const wrong = capabilities(container, 'add').filter((name) => isWrong(name, params));
    if (wrong.length === 0) return;
    yield problem(`${called(container)} adds ${wrong.join(', ')}`, { pointer: `${container.pointer}/securityContext/capabilities/add` });
  };

const adding = (name: string): string => podExample({ container: `securityContext:\n  capabilities:\n    add: [${name}]` });
const dropping = (name: string): string => podExample({ container: `securityContext:\n  capabilities:\n    drop: [${name}]` });

export const capabilityRules: readonly Rule[] = [
  kubernetesRule({
    id: 'cap-drop-all',
    title: 'Containers drop all capabilities',
    severity: 'medium',
    severityReason: 'The default set holds more than most programs use, and each is a way to do harm as root.',
    remediation: 'Set securityContext.capabilities.drop to [ALL] and add back only what is needed.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: dropping('NET_RAW'),
    good: dropping('ALL'),
    on: 'container',
    defaultParams: { instead: [] },
    *check({ workload, container }, { params }) {
      const [dropped, instead] = [capabilities(container, 'drop'), listAt(params, 'instead')];
      const hasEach = instead.length > 0 && instead.every((name) => dropped.includes(String(name)));
      if (isWindows(workload) || dropped.includes('ALL') || hasEach) return;
      yield problem(`${called(container)} keeps the default capabilities`, {
        pointer: `${container.pointer}/securityContext/capabilities/drop`,
        patch: jsonPatch(false, setField(container.pointer, container.value, ['securityContext', 'capabilities', 'drop'], ['ALL'])),
      });
    },
  }),
  kubernetesRule({
    id: 'cap-drop-any',
    title: 'Containers drop at least one capability',
    severity: 'low',
    severityReason: 'No drop at all says that nobody looked at what the program needs.',
    remediation: 'Drop ALL, and add back only what is needed.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: podExample({}),
    good: dropping('NET_RAW'),
    on: 'container',
    *check({ container }) {
      if (capabilities(container, 'drop').length === 0) yield problem(`${called(container)} drops no capability`);
    },
  }),
  kubernetesRule({
    id: 'cap-add-net-bind-only',
    title: 'No capability but NET_BIND_SERVICE is added',
    severity: 'medium',
    severityReason: 'The restricted standard trusts a container with this one alone.',
    remediation: 'Remove the others from securityContext.capabilities.add.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: adding('CHOWN'),
    good: adding('NET_BIND_SERVICE'),
    on: 'container',
    check: added((name) => name !== 'NET_BIND_SERVICE'),
  }),
  kubernetesRule({
    id: 'cap-add-baseline',
    title: 'No capability beyond the runtime’s defaults is added',
    severity: 'high',
    severityReason: 'What is beyond the defaults reaches into the kernel or the network of the node.',
    remediation: 'Remove it from securityContext.capabilities.add.',
    reference: reference.podSecurity,
    category: 'privilege',
    bad: adding('NET_ADMIN'),
    good: adding('CHOWN'),
    on: 'container',
    defaultParams: { allowed: baselineCapabilities },
    check: added((name, params) => !listAt(params, 'allowed').includes(name)),
  }),
  kubernetesRule({
    id: 'cap-dangerous',
    title: 'No capability that controls the node is added',
    severity: 'critical',
    severityReason: 'Each of these alone is a known way out of a container.',
    remediation: 'Remove it from securityContext.capabilities.add.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: adding('SYS_PTRACE'),
    good: adding('SETUID'),
    on: 'container',
    defaultParams: { names: dangerous },
    check: added((name, params) => listAt(params, 'names').includes(name)),
  }),
  kubernetesRule({
    id: 'cap-sys-admin',
    title: 'SYS_ADMIN is not added',
    severity: 'critical',
    severityReason: 'SYS_ADMIN is close to root on the node.',
    remediation: 'Remove SYS_ADMIN from securityContext.capabilities.add.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: adding('SYS_ADMIN'),
    good: adding('SYS_NICE'),
    on: 'container',
    check: added((name) => name === 'SYS_ADMIN' || name === 'ALL'),
  }),
  kubernetesRule({
    id: 'cap-sys-module',
    title: 'SYS_MODULE is not added',
    severity: 'critical',
    severityReason: 'Loading a kernel module is running code in the kernel.',
    remediation: 'Remove SYS_MODULE from securityContext.capabilities.add.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: adding('SYS_MODULE'),
    good: adding('SYS_NICE'),
    on: 'container',
    check: added((name) => name === 'SYS_MODULE' || name === 'ALL'),
  }),
  kubernetesRule({
    id: 'cap-net-raw',
    title: 'NET_RAW is dropped',
    severity: 'medium',
    severityReason: 'Raw sockets let a container forge packets and answer for its neighbours.',
    remediation: 'Drop ALL, or at least NET_RAW.',
    reference: reference.securityContext,
    category: 'privilege',
    bad: podExample({}),
    good: dropping('NET_RAW'),
    on: 'container',
    defaultParams: { mustDrop: true },
    *check({ container }, { params }) {
      const dropped = capabilities(container, 'drop');
      const isAdded = capabilities(container, 'add').some((name) => name === 'NET_RAW' || name === 'ALL');
      if (!isAdded && (params['mustDrop'] !== true || dropped.includes('ALL') || dropped.includes('NET_RAW'))) return;
      yield problem(`${called(container)} can use raw sockets (NET_RAW is ${isAdded ? 'added' : 'not dropped'})`, {
        pointer: `${container.pointer}/securityContext/capabilities`,
      });
    },
  }),
];
