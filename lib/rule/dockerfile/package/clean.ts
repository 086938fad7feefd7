import type { Rule } from '../../rule.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { type Call, hasCacheMount, hasOption, lastRemoval, type Run, runsOf } from './call.ts';
import { appendCommand } from './insert.ts';
import type { ManagerName } from './program.table.ts';

type Clean = {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly managers: readonly ManagerName[];
  readonly title: string;
  readonly verbs: readonly string[];
  readonly folders: readonly string[];
  readonly command: string;
  readonly bad: string;
  readonly good: string;
  readonly reference: string;
  /** This call empties what the manager keeps. */
  cleans(call: Call): boolean;
  /** This call keeps nothing. */
  isClean?(call: Call): boolean;
};

// With the short forms that dnf takes. Source: dnf command reference.
const rpmVerbs = [
  'install',
  'in',
  'install-n',
  'install-na',
  'install-nevra',
  'groupinstall',
  'localinstall',
  'reinstall',
  'rei',
  'module install',
  'group install',
];

const rows: readonly Clean[] = [
  {
    id: 'df-apt-lists',
    title: 'The package lists of apt are removed in the step that fetched them',
    aliases: ['DL3009', 'DKL-DI-0005'],
    managers: ['apt-get', 'apt', 'aptitude'],
    verbs: ['update'],
    folders: ['/var/lib/apt/lists', '/var/lib/apt'],
    command: 'rm -rf /var/lib/apt/lists/*',
    bad: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    good: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\n',
    reference: 'https://docs.docker.com/build/building/best-practices/#apt-get',
    // Source: apt-get(8): distclean removes the lists too.
    cleans: ({ verb }) => verb === 'distclean' || verb === 'dist-clean',
  },
  {
    id: 'df-yum-clean',
    title: 'yum leaves no cache',
    aliases: ['DL3032', 'DS-0015'],
    managers: ['yum'],
    verbs: rpmVerbs,
    folders: ['/var/cache/yum'],
    command: 'yum clean all',
    bad: 'FROM centos:7\nRUN yum -y install httpd\n',
    good: 'FROM centos:7\nRUN yum -y install httpd && yum clean -y all\nRUN --mount=type=cache,target=/var/cache/yum yum -y install httpd\n',
    reference: 'https://man7.org/linux/man-pages/man8/yum.8.html',
    cleans: ({ verb, packages }) => verb === 'clean' && packages.some(({ value }) => value === 'all' || value === 'packages'),
  },
  {
    id: 'df-dnf-clean',
    title: 'dnf leaves no cache',
    aliases: ['DL3040', 'DS-0019', 'DS-0027'],
    managers: ['dnf'],
    verbs: rpmVerbs,
    folders: ['/var/cache/dnf', '/var/cache/libdnf5', '/var/cache/yum'],
    command: 'dnf clean all',
    bad: 'FROM fedora:40\nRUN dnf clean all && dnf -y install httpd\n',
    good: 'FROM fedora:40\nRUN microdnf -y install httpd && microdnf clean all\n',
    reference: 'https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command',
    cleans: ({ verb, packages }) => verb === 'clean' && packages.some(({ value }) => value === 'all' || value === 'packages'),
  },
  {
    id: 'df-zypper-clean',
    title: 'zypper leaves no cache',
    aliases: ['DL3036', 'DS-0020'],
    managers: ['zypper'],
    verbs: ['install', 'in', 'remove', 'rm', 'source-install', 'si', 'patch', 'update', 'up', 'dist-upgrade', 'dup'],
    folders: ['/var/cache/zypp'],
    command: 'zypper clean',
    bad: 'FROM opensuse/leap:15.5\nRUN zypper -n install curl\n',
    good: 'FROM opensuse/leap:15.5\nRUN zypper -n install curl && zypper cc\n',
    reference: 'https://en.opensuse.org/SDB:Zypper_manual',
    cleans: ({ verb }) => verb === 'clean' || verb === 'cc',
  },
  {
    id: 'df-yarn-cache',
    title: 'yarn leaves no cache',
    aliases: ['DL3060'],
    managers: ['yarn'],
    verbs: ['install', 'add', 'global add', ''],
    folders: [
      '/usr/local/share/.cache/yarn',
      '/usr/local/share/.cache/yarn/v6',
      '/root/.cache/yarn',
      '/root/.yarn',
      '~/.cache/yarn',
      '/home/node/.cache/yarn',
      '/usr/local/share/.cache',
    ],
    command: 'yarn cache clean',
    bad: 'FROM node:20\nRUN yarn install\n',
    good: 'FROM node:20\nRUN yarn install && yarn cache clean\nRUN --mount=type=cache,target=/root/.cache/yarn yarn install\n',
    reference: 'https://classic.yarnpkg.com/lang/en/docs/cli/cache/',
    cleans: ({ verb, packages }) => verb === 'cache' && packages[0]?.value === 'clean',
    isClean: (call) => hasOption(call, ['--version', '--help', '--cache-folder']),
  },
];

/** Calls that fill the cache after the last command that empties it. */
const dirtyCalls = (row: Clean, run: Run): Call[] => {
  const calls = run.calls.filter(({ manager }) => row.managers.includes(manager));
  const fills = calls.filter((call) => row.verbs.includes(call.verb) && !row.isClean?.(call));
  if (fills.length === 0 || hasCacheMount(run.instruction, row.folders)) return [];
  const emptied = Math.max(calls.findLast(row.cleans)?.at ?? -1, lastRemoval(run, row.folders));
  return fills.filter(({ at }) => at > emptied);
};

const cleanRule = (row: Clean): Rule =>
  dockerfileRule({
    id: row.id,
    title: row.title,
    severity: 'low',
    severityReason: 'What a step leaves behind stays in its layer for ever, even when a later step deletes it.',
    aliases: row.aliases,
    remediation: `End the same RUN with \`${row.command}\`, or keep the folder in a cache mount.`,
    reference: row.reference,
    bad: row.bad,
    good: row.good,
    *check(file) {
      for (const run of runsOf(file)) {
        const dirty = dirtyCalls(row, run);
        const [first] = dirty;
        const last = dirty.at(-1);
        if (!first || !last) continue;
        // apt's lists are needed until the last install of the step.
        const end = row.id === 'df-apt-lists' ? run.calls.findLast(({ manager }) => row.managers.includes(manager)) : last;
        const program = last.command.name === 'microdnf' || last.command.name === 'tdnf' ? last.command.name : 'dnf';
        const patch = end ? appendCommand(file, run, end, row.command.replace(/^dnf/, program)) : null;
        yield problemAt(file, first.command, `${first.command.name} leaves its cache in the layer`, { patch });
      }
    },
  });

export const cleanRules: readonly Rule[] = rows.map(cleanRule);
