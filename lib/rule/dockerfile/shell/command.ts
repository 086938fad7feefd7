import type { ShellCommand } from '../../../dockerfile/shell/command.ts';
import type { Severity } from '../../../model/severity.ts';
import type { Rule } from '../../rule.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { runsOf } from '../package/call.ts';

/** A command that has no place in a RUN. */
type Unwanted = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly severityReason: string;
  readonly aliases: readonly string[];
  readonly remediation: string;
  readonly bad: string;
  readonly good: string;
  readonly reference: string;
  wrong(command: ShellCommand): string | null;
};

const bestPractices = 'https://docs.docker.com/build/building/best-practices/';
const useless = new Set([
  'ssh',
  'vim',
  'shutdown',
  'service',
  'ps',
  'free',
  'top',
  'kill',
  'mount',
  'ifconfig',
  'nano',
  'reboot',
  'systemctl',
]);
const uidOption = /^(?:-u|--uid)(?:=?(\d+))?$/;

const uidOf = ({ words }: ShellCommand): string => {
  const at = words.findIndex(({ value }) => uidOption.test(value) || /^-[a-zA-Z]*u$/.test(value));
  const value = words[at]?.value ?? '';
  return uidOption.exec(value)?.[1] ?? words[at + 1]?.value ?? '';
};

const rows: readonly Unwanted[] = [
  {
    id: 'df-sudo',
    title: 'No sudo',
    severity: 'medium',
    severityReason: 'It behaves differently without a terminal, and left in the image it is a way to become root.',
    aliases: ['DL3004', 'DS-0010', 'CKV2_DOCKER_1', 'DKL-DI-0001'],
    remediation: 'Run the step before `USER`, or switch with `USER root` and back.',
    reference: `${bestPractices}#user`,
    bad: 'FROM debian:12\nRUN apt-get update && sudo apt-get install -y curl\n',
    good: 'FROM debian:12\nRUN apt-get install -y sudo && echo "sudo make me a sandwich"\n',
    wrong: ({ name, wrappers }) => (name === 'sudo' || wrappers.includes('sudo') ? 'sudo in a build step' : null),
  },
  {
    id: 'df-chpasswd',
    title: 'No password is set',
    severity: 'high',
    severityReason: 'The password, or its hash, can be read in the history of the image, and every container has the same one.',
    aliases: ['CKV2_DOCKER_17'],
    remediation: 'Leave accounts locked; let processes run as a numbered user and people use `kubectl exec`.',
    reference: 'https://man7.org/linux/man-pages/man8/chpasswd.8.html',
    bad: "FROM debian:12\nRUN echo 'root:root' | chpasswd\n",
    good: 'FROM debian:12\nRUN echo chpasswd && useradd -r app\n',
    wrong: ({ name, words }) => {
      const has = (...options: readonly string[]): boolean =>
        words.some(({ value }) => options.some((option) => value === option || value.startsWith(`${option}=`)));
      if (name === 'chpasswd' || (name === 'passwd' && has('--stdin'))) return 'a password becomes part of the image';
      if ((name === 'useradd' || name === 'usermod') && has('-p', '--password')) return 'the hash of a password becomes part of the image';
      return name === 'passwd' && has('-d', '--delete') ? 'the account has no password, so anybody may sign in as it' : null;
    },
  },
  {
    id: 'df-useradd-large',
    title: 'useradd with a high number uses -l',
    severity: 'low',
    severityReason: 'useradd extends the sparse file lastlog up to the number, and the layer that holds it grows to gigabytes.',
    aliases: ['DL3046'],
    remediation: 'Add `-l`.',
    reference: `${bestPractices}#user`,
    bad: 'FROM debian:12\nRUN useradd -u 1234567 app\n',
    good: 'FROM debian:12\nRUN useradd -l -u 1234567 app && useradd -u 10001 small\n',
    wrong: (command) =>
      command.name === 'useradd' &&
      /^\d{6,}$/.test(uidOf(command)) &&
      !command.words.some(({ value }) => value === '--no-log-init' || /^-[a-zA-Z]*l/.test(value))
        ? `useradd writes a lastlog for number ${uidOf(command)}`
        : null,
  },
  {
    id: 'df-run-cd',
    title: 'WORKDIR in place of cd',
    severity: 'low',
    severityReason: 'The change of folder ends with the step, which the next reader does not see.',
    aliases: ['DL3003', 'DS-0013'],
    remediation: 'Set WORKDIR before the step, or change folder in a subshell: `(cd dir && …)`.',
    reference: `${bestPractices}#workdir`,
    bad: 'FROM debian:12\nRUN cd /usr/src && make\n',
    good: 'FROM debian:12\nWORKDIR /usr/src\nRUN (cd sub && make) && echo cd\n',
    wrong: ({ name, nested }) => (name === 'cd' && !nested ? 'cd in a build step' : null),
  },
  {
    id: 'df-useless-command',
    title: 'No commands that do nothing in a build',
    severity: 'low',
    severityReason: 'There is no init, no terminal and no other process in a build step, so the command fails or has no effect.',
    aliases: ['DL3001'],
    remediation: 'Remove the command; start services with CMD or ENTRYPOINT.',
    reference: bestPractices,
    bad: 'FROM debian:12\nRUN service nginx start\n',
    good: 'FROM debian:12\nRUN apt-get install -y vim openssh-client\n',
    wrong: ({ name }) => (useless.has(name) ? `${name} has no effect in a build step` : null),
  },
  {
    id: 'df-shell-instruction',
    title: 'SHELL changes the shell',
    severity: 'low',
    severityReason: 'Replacing /bin/sh changes every script of the image, also those that count on the old one.',
    aliases: ['DL4005'],
    remediation: 'Write `SHELL ["/bin/bash", "-c"]`.',
    reference: 'https://docs.docker.com/reference/dockerfile/#shell',
    bad: 'FROM debian:12\nRUN ln -sf /bin/bash /bin/sh\n',
    good: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN ln -s /bin/sh /usr/local/bin/mysh\n',
    wrong: ({ name, words }) => (name === 'ln' && /^(?:\/usr)?\/bin\/sh$/.test(words.at(-1)?.value ?? '') ? '/bin/sh is replaced' : null),
  },
];

const unwantedRule = ({ wrong, ...row }: Unwanted): Rule =>
  dockerfileRule({
    ...row,
    *check(file) {
      for (const { script } of runsOf(file)) {
        for (const command of script.commands) {
          const message = wrong(command);
          if (message !== null) yield problemAt(file, command, message);
        }
      }
    },
  });

export const commandRules: readonly Rule[] = rows.map(unwantedRule);
