import { isList, memberOf } from '../../model/json.ts';
import type { Rule } from '../rule.ts';
import { composeRule, isTrue, missing, problemIn, settingOf, specification, textOf, textsAt } from './define.ts';

/** What Docker gives every container anyway. Source: Docker Engine security, Linux kernel capabilities. */
const usual = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' '),
);
/** Each is a known way to the host. Source: capabilities(7). */
const dangerous = new Set(
  'ALL SYS_ADMIN SYS_MODULE SYS_PTRACE SYS_RAWIO SYS_BOOT DAC_READ_SEARCH MAC_ADMIN MAC_OVERRIDE BPF PERFMON SYSLOG NET_ADMIN'.split(' '),
);
const capability = (text: string): string => text.toUpperCase().replace(/^CAP_/, '');

const openOptions = /^(?:seccomp|apparmor|systempaths)[:=]unconfined$|^label[:=](?:disable|type:spc_t)$/i;
const noNewPrivileges = /^no-new-privileges(?:[:=]true)?$/i;

export const privilegeRules: readonly Rule[] = [
  composeRule({
    id: 'compose-privileged',
    title: 'No service is privileged',
    severity: 'critical',
    severityReason: 'A privileged container has all capabilities and devices of the host; whoever takes it over has the host.',
    aliases: ['ae5b6871-7f45-42e0-bb4c-ab300c4d2026'],
    remediation: 'Remove privileged; add the one capability or device that is needed.',
    reference: `${specification}/services/#privileged`,
    bad: 'privileged: true',
    good: 'privileged: false',
    *check(service) {
      if (isTrue(memberOf(service.value, 'privileged'))) yield problemIn(service, '/privileged', 'the service is privileged');
    },
  }),
  composeRule({
    id: 'compose-cap-add',
    title: 'No dangerous capability is added',
    severity: 'high',
    severityReason: 'The dangerous ones lead to the host; others that Docker withholds weigh less and are reported as low.',
    aliases: ['ce76b7d0-9e77-464d-b86f-c5c48e03e22d'],
    remediation: 'Drop ALL and add only what the program needs.',
    reference: `${specification}/services/#cap_add`,
    bad: 'cap_add: [SYS_ADMIN]',
    good: 'cap_add: [NET_BIND_SERVICE]',
    *check(service) {
      for (const { text, place } of textsAt(service, 'cap_add')) {
        const name = capability(text);
        if (usual.has(name)) continue;
        const more = dangerous.has(name) ? {} : { severity: 'low' as const };
        yield problemIn(service, place, `the service adds the capability ${name}`, { ...more, discriminator: name });
      }
    },
  }),
  composeRule({
    id: 'compose-cap-drop',
    title: 'Services drop all capabilities',
    severity: 'low',
    severityReason: 'The default set holds NET_RAW, SETUID and others that few programs need; dropping them takes a line.',
    aliases: ['ce76b7d0-9e77-464d-b86f-c5c48e03e22d'],
    remediation: 'Set cap_drop: [ALL] and add back what is needed.',
    reference: `${specification}/services/#cap_drop`,
    bad: 'cap_drop: [MKNOD]',
    good: 'cap_drop: [ALL]',
    *check(service) {
      const dropped = settingOf(service, 'cap_drop');
      const names = isList(dropped) ? dropped.map((item) => capability(textOf(item) ?? '')) : [];
      if (!names.includes('ALL')) yield* missing(service, 'the service keeps capabilities of the default set');
    },
  }),
  composeRule({
    id: 'compose-no-new-privileges',
    title: 'Services cannot gain privileges',
    severity: 'medium',
    severityReason: 'Without it a setuid program in the image makes a process root again.',
    aliases: ['27fcc7d6-c49b-46e0-98f1-6c082a6a2750', '610e266e-6c12-4bca-9925-1ed0cd29742b'],
    remediation: 'Add no-new-privileges:true to security_opt.',
    reference: `${specification}/services/#security_opt`,
    bad: 'security_opt: ["no-new-privileges:false"]',
    good: 'security_opt: ["no-new-privileges:true"]',
    *check(service) {
      const options = settingOf(service, 'security_opt');
      const isSet = isList(options) && options.some((item) => noNewPrivileges.test(textOf(item) ?? ''));
      if (!isSet) yield* missing(service, 'a process of the service can gain privileges by setuid programs');
    },
  }),
  composeRule({
    id: 'compose-unconfined',
    title: 'No security profile is switched off',
    severity: 'high',
    severityReason: 'The default profiles close the system calls and paths that escapes from containers use.',
    aliases: ['404fde2c-bc4b-4371-9747-7054132ac953'],
    remediation: 'Remove the option, or name a profile of your own.',
    reference: `${specification}/services/#security_opt`,
    bad: 'security_opt: ["seccomp:unconfined"]',
    good: 'security_opt: ["seccomp:./profile.json", "no-new-privileges:true"]',
    *check(service) {
      for (const { text, place } of textsAt(service, 'security_opt')) {
        if (openOptions.test(text)) yield problemIn(service, place, `${text} switches a profile off`, { discriminator: text });
      }
    },
  }),
  composeRule({
    id: 'compose-user',
    title: 'Services run as a user who is not root',
    severity: 'medium',
    severityReason: 'Root in the container is root for the kernel. A missing user weighs less: the image may name one.',
    aliases: [],
    remediation: 'Set user to a number above 0, such as 10001:10001.',
    reference: `${specification}/services/#user`,
    bad: 'user: "0:0"',
    good: 'user: "10001"',
    *check(service) {
      const own = memberOf(service.value, 'user');
      const user = textOf(own ?? undefined);
      if (user !== undefined && /^(?:0+|root)(?::|$)/.test(user)) yield problemIn(service, '/user', `the service runs as ${user}`);
      else if (settingOf(service, 'user') === undefined)
        yield* missing(service, 'the service names no user; the image’s own counts, root by default', { severity: 'low' });
    },
  }),
];
