import type { ShellCommand } from '../../../dockerfile/shell/script.ts';

/** What each package manager calls its options that take the next word, and its verbs. Source: the managers' manual pages. */
export const managers = {
  'apt-get': {
    programs: ['apt-get'],
    takesNext: ['-t', '--target-release', '--default-release', '-o', '--option', '-c', '--config-file', '-a', '--host-architecture'],
  },
  apt: { programs: ['apt'], takesNext: ['-t', '--target-release', '--default-release', '-o', '--option', '-c', '--config-file'] },
  apk: {
    programs: ['apk'],
    takesNext: [
      '-X',
      '--repository',
      '-t',
      '--virtual',
      '-p',
      '--root',
      '--repositories-file',
      '--arch',
      '--keys-dir',
      '--cache-dir',
      '--wait',
    ],
  },
  yum: {
    programs: ['yum'],
    takesNext: [
      '-c',
      '--config',
      '-x',
      '--exclude',
      '--enablerepo',
      '--disablerepo',
      '--releasever',
      '--installroot',
      '--setopt',
      '-d',
      '-e',
      '-R',
    ],
  },
  dnf: {
    programs: ['dnf', 'dnf5', 'microdnf', 'tdnf'],
    takesNext: [
      '-c',
      '--config',
      '-x',
      '--exclude',
      '--enablerepo',
      '--disablerepo',
      '--repo',
      '--releasever',
      '--installroot',
      '--setopt',
      '-d',
      '-e',
      '-R',
      '--forcearch',
    ],
  },
  zypper: {
    programs: ['zypper'],
    takesNext: [
      '-R',
      '--root',
      '-r',
      '--repo',
      '--from',
      '-c',
      '--config',
      '-p',
      '--plus-repo',
      '-t',
      '--type',
      '-C',
      '--cache-dir',
      '-D',
      '--reposd-dir',
    ],
  },
  pip: {
    programs: ['pip', 'pip2', 'pip3'],
    takesNext: [
      '-r',
      '--requirement',
      '-c',
      '--constraint',
      '-i',
      '--index-url',
      '--extra-index-url',
      '-f',
      '--find-links',
      '-t',
      '--target',
      '--prefix',
      '--root',
      '-e',
      '--editable',
      '--trusted-host',
      '--cert',
      '--client-cert',
      '--proxy',
      '--timeout',
      '--retries',
      '--log',
      '--cache-dir',
      '--platform',
      '--python-version',
      '--implementation',
      '--abi',
      '--no-binary',
      '--only-binary',
      '--progress-bar',
      '--upgrade-strategy',
      '--src',
      '--config-settings',
      '--global-option',
      '--install-option',
      '--report',
      '--group',
    ],
  },
  npm: {
    programs: ['npm'],
    takesNext: [
      '--registry',
      '--prefix',
      '-C',
      '--cache',
      '--loglevel',
      '--only',
      '--omit',
      '--include',
      '-w',
      '--workspace',
      '--tag',
      '--userconfig',
    ],
  },
  yarn: {
    programs: ['yarn', 'yarnpkg'],
    takesNext: ['--registry', '--cwd', '--cache-folder', '--modules-folder', '--network-timeout', '--prefix', '--use-yarnrc'],
  },
  gem: {
    programs: ['gem'],
    takesNext: [
      '-v',
      '--version',
      '-s',
      '--source',
      '-i',
      '--install-dir',
      '-n',
      '--bindir',
      '-p',
      '--http-proxy',
      '-P',
      '--trust-policy',
      '--config-file',
      '--platform',
      '-m',
      '-g',
      '--file',
    ],
  },
  go: {
    programs: ['go'],
    takesNext: [
      '-C',
      '-o',
      '-p',
      '-mod',
      '-modfile',
      '-overlay',
      '-tags',
      '-ldflags',
      '-gcflags',
      '-asmflags',
      '-buildmode',
      '-installsuffix',
      '-pkgdir',
      '-toolexec',
    ],
  },
} as const satisfies { readonly [name: string]: { readonly programs: readonly string[]; readonly takesNext: readonly string[] } };

export type ManagerName = keyof typeof managers;

const isManager = (name: string): name is ManagerName => Object.hasOwn(managers, name);

const byProgram: ReadonlyMap<string, ManagerName> = new Map(
  Object.entries(managers).flatMap(([name, { programs }]) =>
    isManager(name) ? programs.map((program): [string, ManagerName] => [program, name]) : [],
  ),
);

/** `pip3.11` is pip. */
const versioned = /^pip[23]?(?:\.\d+)?$/;

/** The manager that a command calls and how many of its words come before the arguments: `python -m pip` has three. */
export const managerOf = ({ name, words }: ShellCommand): { manager: ManagerName; skip: number } | null => {
  const direct = byProgram.get(name) ?? (versioned.test(name) ? 'pip' : undefined);
  if (direct) return { manager: direct, skip: 1 };
  const module = words.findIndex(({ value }, index) => index > 0 && value === '-m');
  if (/^(?:python|pypy)[\d.]*$/.test(name) && module > 0 && words[module + 1]?.value === 'pip') return { manager: 'pip', skip: module + 2 };
  return null;
};
