import type { Rule } from '../../rule.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { type Call, hasOption, runsOf, settingOf } from './call.ts';
import { insertOption } from './insert.ts';
import type { ManagerName } from './program.table.ts';

type Confirm = {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly managers: readonly ManagerName[];
  readonly verbs: readonly string[];
  readonly option: string;
  readonly bad: string;
  readonly good: string;
  readonly reference: string;
  isSilent(call: Call): boolean;
};

const rpmVerbs = ['install', 'groupinstall', 'localinstall', 'reinstall', 'module install', 'group install'];

const rows: readonly Confirm[] = [
  {
    id: 'df-apt-yes',
    aliases: ['DL3014', 'DS-0021'],
    managers: ['apt-get', 'apt', 'aptitude'],
    verbs: ['install'],
    option: '-y',
    bad: 'FROM debian:12\nRUN apt-get install curl\n',
    good: 'FROM debian:12\nRUN apt-get update && apt-get install -qqfmy curl\n',
    reference: 'https://manpages.debian.org/stable/apt/apt-get.8.en.html',
    // Source: apt-get(8): -qq implies -y, and so does quiet=2.
    isSilent: (call) =>
      hasOption(call, ['--yes', '--assume-yes', '--force-yes'], 'y') ||
      hasOption(call, ['--quiet=2']) ||
      call.options.some(({ value }) => /^-[a-zA-Z]*q[a-zA-Z]*q/.test(value) || value === '-q=2' || value === '--quiet=2') ||
      call.options.filter(({ value }) => value === '-q' || value === '--quiet').length > 1 ||
      /APT::Get::Assume-Yes"?=?"?(?:true|1|yes)/i.test(settingOf(call, '-o', '--option') ?? ''),
  },
  {
    id: 'df-yum-yes',
    aliases: ['DL3030'],
    managers: ['yum'],
    verbs: rpmVerbs,
    option: '-y',
    bad: 'FROM centos:7\nRUN yum install httpd\n',
    good: 'FROM centos:7\nRUN yum -y install httpd\n',
    reference: 'https://man7.org/linux/man-pages/man8/yum.8.html',
    isSilent: (call) => hasOption(call, ['--assumeyes'], 'y'),
  },
  {
    id: 'df-dnf-yes',
    aliases: ['DL3038'],
    managers: ['dnf'],
    verbs: rpmVerbs,
    option: '-y',
    bad: 'FROM fedora:40\nRUN dnf install httpd\n',
    good: 'FROM fedora:40\nRUN microdnf install --assumeyes httpd\n',
    reference: 'https://dnf.readthedocs.io/en/latest/command_ref.html',
    isSilent: (call) => hasOption(call, ['--assumeyes'], 'y'),
  },
  {
    id: 'df-zypper-yes',
    aliases: ['DL3034'],
    managers: ['zypper'],
    verbs: ['install', 'in', 'remove', 'rm', 'source-install', 'si', 'patch', 'update', 'up', 'dist-upgrade', 'dup'],
    option: '-y',
    bad: 'FROM opensuse/leap:15.5\nRUN zypper install curl\n',
    good: 'FROM opensuse/leap:15.5\nRUN zypper -n install curl && zypper install -y git\n',
    reference: 'https://en.opensuse.org/SDB:Zypper_manual',
    isSilent: (call) => hasOption(call, ['--non-interactive', '--no-confirm'], 'ny'),
  },
];

/** Something else answers the question: `yes |` before it, or the environment. */
const isAnswered = ({ command }: Call): boolean => command.inputs.length > 0;

const confirmRule = (row: Confirm): Rule =>
  dockerfileRule({
    id: row.id,
    title: `${row.managers[0]} does not wait for an answer`,
    severity: 'medium',
    severityReason: 'A build has nobody to answer a question, so the step fails or hangs.',
    aliases: row.aliases,
    remediation: `Add \`${row.option}\`.`,
    reference: row.reference,
    bad: row.bad,
    good: row.good,
    *check(file) {
      for (const run of runsOf(file)) {
        const { script } = run;
        for (const call of run.calls) {
          if (!row.managers.includes(call.manager) || !row.verbs.includes(call.verb) || !call.verbWord || row.isSilent(call)) continue;
          const piped = script.pipelines[call.command.pipeline]?.commands[0];
          if (isAnswered(call) || (piped !== undefined && script.commands[piped]?.name === 'yes')) continue;
          const patch = insertOption(file, run, call, row.option);
          yield problemAt(file, call.command, `${call.command.name} ${call.verb} without ${row.option} waits for an answer`, { patch });
        }
      }
    },
  });

export const confirmRules: readonly Rule[] = rows.map(confirmRule);
