import type { Severity } from '../../../model/severity.ts';
import type { Rule } from '../../rule.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { type Call, hasCacheMount, hasOption, type Run, runsOf, settingOf } from './call.ts';
import { environmentValue } from './environment.ts';
import { insertOption } from './insert.ts';
import type { ManagerName } from './program.table.ts';

/** An option that a call should have. */
type Wanted = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly severityReason: string;
  readonly aliases: readonly string[];
  readonly managers: readonly ManagerName[];
  readonly verbs: readonly string[];
  readonly option: string;
  readonly safe: boolean;
  readonly bad: string;
  readonly good: string;
  readonly reference: string;
  isFine(call: Call, run: Run): boolean;
};

const rows: readonly Wanted[] = [
  {
    id: 'df-apt-recommends',
    title: 'apt-get installs no recommended packages',
    severity: 'low',
    severityReason: 'Recommended packages are rarely needed in an image; each one is more to download, to patch and to attack.',
    aliases: ['DL3015', 'DS-0029'],
    managers: ['apt-get', 'apt'],
    verbs: ['install'],
    option: '--no-install-recommends',
    safe: false,
    bad: 'FROM debian:12\nRUN apt-get install -y curl\n',
    good: 'FROM debian:12\nRUN apt-get install --no-install-recommends -y curl && apt-get -o APT::Install-Recommends=false install -y git\n',
    reference: 'https://manpages.debian.org/stable/apt/apt-get.8.en.html',
    isFine: (call) =>
      hasOption(call, ['--no-install-recommends']) ||
      /APT::Install-Recommends"?=?"?(?:false|0|no)/i.test(settingOf(call, '-o', '--option') ?? ''),
  },
  {
    id: 'df-apk-no-cache',
    title: 'apk keeps no index',
    severity: 'low',
    severityReason: 'The package index stays in the layer and serves nobody.',
    aliases: ['DL3019', 'DS-0025', 'DKL-DI-0004'],
    managers: ['apk'],
    verbs: ['add'],
    option: '--no-cache',
    safe: true,
    bad: 'FROM alpine:3.19\nRUN apk add curl\n',
    good: 'FROM alpine:3.19\nRUN apk add curl --no-cache\nRUN --mount=type=cache,target=/var/cache/apk apk add git\n',
    reference: 'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
    isFine: (call, run) => hasOption(call, ['--no-cache']) || hasCacheMount(run.instruction, ['/var/cache/apk', '/etc/apk/cache']),
  },
  {
    id: 'df-pip-cache',
    title: 'pip keeps no cache',
    severity: 'low',
    severityReason: 'Downloaded wheels stay in the layer and serve nobody.',
    aliases: ['DL3042'],
    managers: ['pip'],
    verbs: ['install'],
    option: '--no-cache-dir',
    safe: true,
    bad: 'FROM python:3.12\nRUN pip install requests==2.31.0\n',
    good: 'FROM python:3.12\nRUN pip install --no-cache-dir requests==2.31.0\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask==3.0.0\nENV PIP_NO_CACHE_DIR=1\nRUN python -m pip install click==8.1.7\n',
    reference: 'https://pip.pypa.io/en/stable/topics/caching/',
    isFine: (call, run) =>
      hasOption(call, ['--no-cache-dir']) ||
      hasCacheMount(run.instruction, ['/root/.cache/pip', '~/.cache/pip']) ||
      run.instruction.flags.some(({ name, value }) => name === 'mount' && /cache/.test(value) && /pip/.test(value)),
  },
];

const isOn = (value: string | null): boolean => value !== null && !/^(?:0|false|no|off|)$/i.test(value);

const wantedRule = (row: Wanted): Rule =>
  dockerfileRule({
    ...row,
    remediation: `Add \`${row.option}\`.`,
    *check(file) {
      for (const run of runsOf(file)) {
        for (const call of run.calls) {
          if (!row.managers.includes(call.manager) || !row.verbs.includes(call.verb) || row.isFine(call, run)) continue;
          if (row.id === 'df-pip-cache' && isOn(environmentValue(file, run, call, 'PIP_NO_CACHE_DIR'))) continue;
          const patch = insertOption(file, run, call, row.option, row.safe);
          yield problemAt(file, call.command, `${call.command.name} ${call.verb} without ${row.option}`, { patch });
        }
      }
    },
  });

export const wantedRules: readonly Rule[] = rows.map(wantedRule);
