import { dockerfileRule, problemAt } from '../define.ts';
import { type Call, runsOf } from './call.ts';
import type { ManagerName } from './program.table.ts';

const updates: Partial<Record<ManagerName, readonly string[]>> = {
  'apt-get': ['update'],
  apt: ['update'],
  aptitude: ['update'],
  apk: ['update'],
  yum: ['update', 'makecache', 'check-update'],
  dnf: ['update', 'makecache', 'check-update'],
  zypper: ['refresh', 'ref'],
};

const uses = new Set(
  'install in add safe-upgrade upgrade dist-upgrade full-upgrade reinstall groupinstall localinstall source-install source si build-dep builddep satisfy patch up dup fix download distro-sync swap'
    .split(' ')
    .concat('module install', 'group install'),
);

const isUpdate = ({ manager, verb }: Call): boolean => updates[manager]?.includes(verb) ?? false;

const family = ({ manager }: Call): string =>
  manager === 'apt' || manager === 'aptitude' ? 'apt-get' : manager === 'yum' ? 'dnf' : manager;

export const updateAlone = dockerfileRule({
  id: 'df-update-alone',
  title: 'A package index is updated in the step that installs from it',
  severity: 'medium',
  severityReason: 'The step is cached: later installs then use an old index, fail, or take packages with known holes.',
  aliases: ['DS-0017', 'CKV_DOCKER_5', 'CIS-DI-0007'],
  remediation: 'Join the update and the install with `&&` in one RUN.',
  reference: 'https://docs.docker.com/build/building/best-practices/#apt-get',
  bad: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n',
  good: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN apk --update add git\n',
  *check(file) {
    for (const { calls } of runsOf(file)) {
      const lastUse = new Map<string, number>();
      for (const call of calls) if (uses.has(call.verb)) lastUse.set(family(call), call.at);
      for (const call of calls) {
        if (!isUpdate(call) || (lastUse.get(family(call)) ?? -1) >= call.at) continue;
        yield problemAt(file, call.command, `${call.command.name} ${call.verb} with no install after it in the same RUN`);
      }
    }
  },
});
