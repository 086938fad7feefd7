import type { Severity } from '../../../model/severity.ts';
import type { Rule } from '../../rule.ts';
import { dockerfileRule, problemAt, textPatch } from '../define.ts';
import { writtenWhere } from '../download/written.ts';
import { type Call, hasOption, runsOf } from './call.ts';

/** A way to call a package manager that no build should use. */
type Refused = {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly severityReason: string;
  readonly aliases: readonly string[];
  readonly remediation: string;
  readonly bad: string;
  readonly good: string;
  readonly reference: string;
  /** What is wrong with the call; null when nothing is. */
  wrong(call: Call): string | null;
  /** Files whose text says the same. */
  readonly settings?: { readonly path: RegExp; readonly text: RegExp; readonly message: string };
};

const aptManual = 'https://manpages.debian.org/stable/apt/apt-get.8.en.html';
const unverified = 'Packages whose origin is not checked can be replaced on the way or in the mirror by anybody.';
const isApt = ({ manager }: Call): boolean => manager === 'apt-get' || manager === 'apt' || manager === 'aptitude';
const isYum = ({ manager }: Call): boolean => manager === 'yum' || manager === 'dnf';

const rows: readonly Refused[] = [
  {
    id: 'df-apt-cli',
    title: 'apt-get or apt-cache in place of apt',
    severity: 'low',
    severityReason: 'apt is made for people: its options and output change between versions, and it says so itself.',
    aliases: ['DL3027', 'CKV_DOCKER_9'],
    remediation: 'Call `apt-get` or `apt-cache`.',
    reference: 'https://manpages.debian.org/stable/apt/apt.8.en.html',
    bad: 'FROM debian:12\nRUN apt install -y curl\n',
    good: 'FROM debian:12\nRUN apt-get install -y apt apt-utils && rm -rf /var/lib/apt\n',
    wrong: (call) => (call.manager === 'apt' && call.verb !== '' ? `apt ${call.verb} has no stable command line` : null),
  },
  {
    id: 'df-apt-dist-upgrade',
    title: 'No dist-upgrade',
    severity: 'medium',
    severityReason:
      'It may remove packages and change the release under the image, and differs with every build; a newer base image does it once for all.',
    aliases: ['DL3005', 'DS-0024', 'DKL-DI-0003'],
    remediation: 'Take a newer base image; upgrade single packages by name.',
    reference: aptManual,
    bad: 'FROM debian:12\nRUN apt-get update && apt-get -q dist-upgrade -y\n',
    good: 'FROM debian:12\nRUN apt-get update && apt-get install -y --only-upgrade openssl\n',
    wrong: (call) =>
      isApt(call) && ['dist-upgrade', 'full-upgrade'].includes(call.verb) ? `${call.manager} ${call.verb} changes the release` : null,
  },
  {
    id: 'df-apt-unauthenticated',
    title: 'apt-get checks the signatures of packages',
    severity: 'high',
    severityReason: unverified,
    aliases: ['CKV2_DOCKER_8'],
    remediation: "Remove the option and import the repository's key, named by `signed-by`.",
    reference: aptManual,
    bad: 'FROM debian:12\nRUN apt-get --allow-unauthenticated install -y curl\n',
    good: 'FROM debian:12\nRUN apt-get install -y curl | grep -- --allow-unauthenticated\n',
    // Sources: apt-get(8), apt.conf(5), aptitude(8), sources.list(5).
    wrong: (call) => {
      const isOff = call.settings.some(({ value }) =>
        /Allow(?:Unauthenticated|InsecureRepositories)"?\s*[= ]\s*"?(?:true|1|yes)/i.test(value),
      );
      const isTrusted = call.manager === 'aptitude' && hasOption(call, ['--allow-untrusted']);
      return isTrusted || (isApt(call) && (isOff || hasOption(call, ['--allow-unauthenticated'])))
        ? 'packages are installed unverified'
        : null;
    },
    settings: {
      path: /(?:^|\/)sources\.list(?:$|\.d\/)|\/apt\.conf(?:$|\.d\/)/,
      text: /\[[^\]\n]*\btrusted=yes|^[ \t]*Trusted:\s*yes|Allow(?:Unauthenticated|InsecureRepositories)["\s]+(?:true|1|yes)/im,
      message: 'a repository is trusted without a signature',
    },
  },
  {
    id: 'df-apt-force-yes',
    title: 'No --force-yes',
    severity: 'high',
    severityReason: `It also skips the check of signatures. ${unverified}`,
    aliases: ['CKV2_DOCKER_11'],
    remediation: 'Use `-y`, and the `--allow-…` option for the one thing that is really meant.',
    reference: aptManual,
    bad: 'FROM debian:12\nRUN apt-get install --force-yes curl\n',
    good: 'FROM debian:12\nRUN apt-get install -y curl && echo "--force-yes"\n',
    wrong: (call) => (isApt(call) && hasOption(call, ['--force-yes']) ? '--force-yes also accepts unsigned packages' : null),
  },
  {
    id: 'df-apk-untrusted',
    title: 'apk checks the signatures of packages',
    severity: 'high',
    severityReason: unverified,
    aliases: ['CKV2_DOCKER_7'],
    remediation: 'Remove `--allow-untrusted` and put the key of the repository into `/etc/apk/keys`.',
    reference: 'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
    bad: 'FROM alpine:3.19\nRUN apk add --allow-untrusted x.apk\n',
    good: 'FROM alpine:3.19\nRUN apk add --no-cache curl | grep -- --allow-untrusted\n',
    wrong: (call) => (call.manager === 'apk' && hasOption(call, ['--allow-untrusted']) ? 'packages are installed unverified' : null),
  },
  {
    id: 'df-yum-gpg',
    title: 'yum, dnf and tdnf check the signatures of packages',
    severity: 'high',
    severityReason: unverified,
    aliases: ['CKV2_DOCKER_9'],
    remediation: 'Remove `--nogpgcheck` and import the key with `rpm --import`.',
    reference: 'https://dnf.readthedocs.io/en/latest/command_ref.html',
    bad: 'FROM fedora:40\nRUN tdnf --nogpgcheck install -y curl\n',
    good: 'FROM fedora:40\nRUN dnf install -y curl || echo "--nogpgcheck"\n',
    wrong: (call) =>
      isYum(call) &&
      (hasOption(call, ['--nogpgcheck', '--no-gpgchecks']) ||
        call.settings.some(({ value }) => /(?:^|\.)gpgcheck=(?:0|false|no)$/i.test(value)))
        ? 'packages are installed unverified'
        : null,
    settings: {
      path: /(?:^|\/)(?:yum|dnf)\.conf$|\.repo$/,
      text: /^[^#\n]*\bgpgcheck\s*=\s*(?:0|false|no)/im,
      message: 'the repository is configured without a check of signatures',
    },
  },
  {
    id: 'df-zypper-dist-upgrade',
    title: 'No zypper dist-upgrade',
    severity: 'medium',
    severityReason: 'It may change the release under the image, and differs with every build; a newer base image does it once for all.',
    aliases: ['DL3035'],
    remediation: 'Take a newer base image; update single packages by name.',
    reference: 'https://en.opensuse.org/SDB:Zypper_manual',
    bad: 'FROM opensuse/leap:15.5\nRUN zypper -n dup\n',
    good: 'FROM opensuse/leap:15.5\nRUN zypper -n patch && zypper clean\n',
    wrong: (call) =>
      call.manager === 'zypper' && ['dist-upgrade', 'dup'].includes(call.verb) ? `zypper ${call.verb} changes the release` : null,
  },
];

const refusedRule = (row: Refused): Rule =>
  dockerfileRule({
    ...row,
    *check(file) {
      const { settings } = row;
      if (settings) for (const place of writtenWhere(file, settings.path, settings.text)) yield problemAt(file, place, settings.message);
      for (const { calls } of runsOf(file)) {
        for (const call of calls) {
          const wrong = row.wrong(call);
          if (wrong === null) continue;
          const stable =
            row.id === 'df-apt-cli' &&
            call.command.exact &&
            ['install', 'update', 'upgrade', 'remove', 'purge', 'autoremove'].includes(call.verb);
          const program = call.command.words[0];
          const patch =
            stable && program?.text === 'apt' ? textPatch(file, [{ start: program.start, end: program.end, text: 'apt-get' }]) : null;
          yield problemAt(file, call.command, wrong, { patch });
        }
      }
    },
  });

export const refusedRules: readonly Rule[] = rows.map(refusedRule);
