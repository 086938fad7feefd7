import { memberOf } from '../../model/json.ts';
import type { Severity } from '../../model/severity.ts';
import type { Rule } from '../rule.ts';
import { composeRule, problemIn, specification, textOf, textsAt } from './define.ts';

type Row = {
  readonly id: string;
  readonly key: string;
  readonly what: string;
  readonly severity: Severity;
  readonly severityReason: string;
  readonly aliases: readonly string[];
};

/** A row a namespace that a service can share with its host. */
const namespaces: readonly Row[] = [
  {
    id: 'compose-host-network',
    key: 'network_mode',
    what: 'network',
    severity: 'high',
    severityReason: 'Every port of the host, those on loopback too, is the container’s, and no published port is needed to be reached.',
    aliases: ['071a71ff-f868-47a4-ac0b-3c59e4ab5443'],
  },
  {
    id: 'compose-host-pid',
    key: 'pid',
    what: 'processes',
    severity: 'high',
    severityReason: 'The container sees the host’s processes with their environment, and root in it can signal and trace them.',
    aliases: ['4f31dd9f-2cc3-4751-9b53-67e4af83dac0'],
  },
  {
    id: 'compose-host-ipc',
    key: 'ipc',
    what: 'shared memory',
    severity: 'high',
    severityReason: 'What the host’s processes share in memory can be read and changed.',
    aliases: ['baa3890f-bed7-46f5-ab8f-1da8fc91c729'],
  },
  {
    id: 'compose-host-userns',
    key: 'userns_mode',
    what: 'users',
    severity: 'medium',
    severityReason: 'It takes the container out of the remapping of users that the daemon was set up with; without one it changes nothing.',
    aliases: ['8af7162d-6c98-482f-868e-0d33fb675ca8'],
  },
  {
    id: 'compose-host-uts',
    key: 'uts',
    what: 'host name',
    severity: 'low',
    severityReason: 'The container can rename the host when it also has SYS_ADMIN; alone it only reads the name.',
    aliases: [],
  },
  {
    id: 'compose-host-cgroup',
    key: 'cgroup',
    what: 'control groups',
    severity: 'medium',
    severityReason: 'The container sees the control groups of everything else on the host, and with write access leaves its limits.',
    aliases: [],
  },
];

const hostNamespaceRules = namespaces.map(({ key, what, ...info }) =>
  composeRule({
    ...info,
    title: `Services keep their own ${what}`,
    remediation: `Remove ${key}: host.`,
    reference: `${specification}/services/#${key}`,
    bad: `${key}: host`,
    good: key === 'network_mode' ? 'network_mode: bridge' : `${key}: private`,
    *check(service) {
      if (textOf(memberOf(service.value, key)) === 'host') yield problemIn(service, `/${key}`, `the service shares the host's ${what}`);
    },
  }),
);

const hostDevice = /^\/dev\/(?:mem|kmem|port|kvm|loop|mapper|dm-|sd[a-z]|vd[a-z]|xvd[a-z]|nvme|mmcblk|disk)/;

export const hostRules: readonly Rule[] = [
  ...hostNamespaceRules,
  composeRule({
    id: 'compose-host-device',
    title: 'No disk or memory of the host is handed in',
    severity: 'high',
    severityReason: 'Who reads the disk or the memory reads every file and secret of the host.',
    aliases: [],
    remediation: 'Remove the device; mount a volume in its place.',
    reference: `${specification}/services/#devices`,
    bad: 'devices: ["/dev/sda:/dev/xvdc:r"]',
    good: 'devices: ["/dev/snd:/dev/snd"]',
    *check(service) {
      for (const { text, place } of textsAt(service, 'devices')) {
        const device = text.split(':')[0] ?? '';
        if (hostDevice.test(device)) yield problemIn(service, place, `the service has the host's ${device}`, { discriminator: device });
      }
    },
  }),
];
