import type { ComposeService } from '../../compose/file.ts';
import { memberOf, objectAt } from '../../model/json.ts';
import type { Rule } from '../rule.ts';
import { composeRule, isTrue, missing, problemIn, settingOf, specification, textOf } from './define.ts';

const limitOf = (service: ComposeService, old: readonly string[], name: string): string | undefined => {
  const values = [settingOf(service, 'deploy', 'resources', 'limits', name), ...old.map((key) => settingOf(service, key))];
  const set = values.find((value) => value !== undefined);
  // A variable without a default is a limit that somebody sets.
  return set === undefined ? undefined : (textOf(set) ?? 'set elsewhere');
};

/** Docker reads 0 and -1 as no limit. */
const isNone = (limit: string | undefined): boolean => limit === undefined || /^(?:0+(?:\.0+)?[a-z]*|-1)$/i.test(limit);

export const resourceRules: readonly Rule[] = [
  composeRule({
    id: 'compose-memory-limit',
    title: 'Services have a memory limit',
    severity: 'medium',
    severityReason: 'A leak in one service otherwise takes the host’s memory, and the kernel ends whatever it likes.',
    aliases: ['bb9ac4f7-e13b-423d-a010-c74a1bfbe492'],
    remediation: 'Set mem_limit, or deploy.resources.limits.memory.',
    reference: `${specification}/deploy/#memory`,
    bad: 'mem_limit: 0',
    good: 'deploy: {resources: {limits: {memory: 256M}}}',
    *check(service) {
      if (isNone(limitOf(service, ['mem_limit'], 'memory'))) yield* missing(service, 'the service has no memory limit');
    },
  }),
  composeRule({
    id: 'compose-cpu-limit',
    title: 'Services have a processor limit',
    severity: 'low',
    severityReason: 'A busy loop slows the neighbours down; nothing is lost by it.',
    aliases: ['6b610c50-99fb-4ef0-a5f3-e312fd945bc3'],
    remediation: 'Set cpus, or deploy.resources.limits.cpus.',
    reference: `${specification}/deploy/#cpus`,
    bad: 'mem_limit: 256m',
    good: 'cpus: 0.5',
    *check(service) {
      if (isNone(limitOf(service, ['cpus', 'cpu_quota', 'cpu_count', 'cpuset'], 'cpus')) && settingOf(service, 'cpuset') === undefined)
        yield* missing(service, 'the service has no processor limit');
    },
  }),
  composeRule({
    id: 'compose-pids-limit',
    title: 'Services have a limit of processes',
    severity: 'low',
    severityReason: 'A fork bomb otherwise fills the host’s process table; few programs ever come near.',
    aliases: ['221e0658-cb2a-44e3-b08a-db96a341d6fa'],
    remediation: 'Set pids_limit, or deploy.resources.limits.pids.',
    reference: `${specification}/services/#pids_limit`,
    bad: 'pids_limit: -1',
    good: 'pids_limit: 200',
    *check(service) {
      if (isNone(limitOf(service, ['pids_limit'], 'pids'))) yield* missing(service, 'the service has no limit of processes');
    },
  }),
  composeRule({
    id: 'compose-read-only',
    title: 'The root of services is read-only',
    severity: 'low',
    severityReason: 'What cannot be written cannot be replaced by an attacker; many programs need a tmpfs for it first.',
    aliases: [],
    remediation: 'Set read_only: true, with a tmpfs or volume where the program writes.',
    reference: `${specification}/services/#read_only`,
    bad: 'read_only: false',
    good: 'read_only: true\ntmpfs: [/tmp]',
    *check(service) {
      if (!isTrue(settingOf(service, 'read_only'))) yield* missing(service, 'the root of the service can be written');
    },
  }),
  composeRule({
    id: 'compose-healthcheck',
    title: 'Services have a health check',
    severity: 'low',
    severityReason: 'Others cannot wait for the service to be ready, and nobody sees that it hangs; the image may have one.',
    aliases: ['698ed579-b239-4f8f-a388-baa4bcb13ef8'],
    remediation: 'Add healthcheck.test with a command that the image has.',
    reference: `${specification}/services/#healthcheck`,
    bad: 'healthcheck: {disable: true}',
    good: 'healthcheck: {test: [CMD, /app, health]}',
    *check(service) {
      const own = objectAt(service.value, 'healthcheck');
      const test = settingOf(service, 'healthcheck', 'test');
      const isOff = isTrue(memberOf(own, 'disable')) || textOf(test) === 'NONE' || (Array.isArray(test) && test[0] === 'NONE');
      if (isOff) yield problemIn(service, '/healthcheck', 'the health check is switched off');
      else if (test === undefined) yield* missing(service, 'the service has no health check of its own');
    },
  }),
];
