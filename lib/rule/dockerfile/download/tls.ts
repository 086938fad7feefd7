import type { DockerfileFile } from '../../../dockerfile/file.ts';
import type { ShellCommand } from '../../../dockerfile/shell/command.ts';
import type { Rule } from '../../rule.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { hasOption, runsOf } from '../package/call.ts';
import { curlOptions } from './curl.ts';
import { settingsOf } from './variable.ts';
import { writtenWhere } from './written.ts';

type Place = { readonly start: number; readonly end: number };

/** A way to switch off the check of who is at the other end. */
type Switch = {
  readonly id: string;
  readonly title: string;
  readonly aliases: readonly string[];
  readonly remediation: string;
  readonly bad: string;
  readonly good: string;
  readonly reference: string;
  find(file: DockerfileFile): Iterable<Place>;
};

const settingsWhere = (file: DockerfileFile, name: RegExp, value: RegExp): Place[] =>
  settingsOf(file).filter((setting) => name.test(setting.name) && value.test(setting.value));

const commandsWhere = (file: DockerfileFile, wrong: (command: ShellCommand) => boolean): Place[] =>
  runsOf(file).flatMap(({ script }) => script.commands.filter(wrong));

const hasWord = (command: ShellCommand, ...words: readonly string[]): boolean => command.words.some(({ value }) => words.includes(value));

const useCertificate = 'Install the certificate of the server or of your proxy (`update-ca-certificates`) and remove the switch.';

const insecure = new Set(['k', 'insecure', 'proxy-insecure', 'doh-insecure']);
const isCurlInsecure = (command: ShellCommand): boolean => curlOptions(command).some(({ name }) => insecure.has(name));

const isOff = (value: string | undefined): boolean => value !== undefined && /^(?:false|0|null)$/.test(value);
const sslKey = /^(?:strict-ssl|enableStrictSsl)$/;

/** `npm config set strict-ssl false` in its many spellings: options anywhere, `set` alone, `key=value`. */
const setsStrictSsl = ({ name, words }: ShellCommand): boolean => {
  if (!['npm', 'yarn', 'pnpm'].includes(name)) return false;
  const values = words.slice(1).map(({ value }) => value);
  const option = values.indexOf('--strict-ssl');
  if (values.includes('--no-strict-ssl') || values.includes('--strict-ssl=false') || (option !== -1 && isOff(values[option + 1])))
    return true;
  const plain = values.filter((value) => !value.startsWith('-'));
  const set = plain.indexOf('set');
  if (set === -1 || (set > 0 && !/^c(?:onfig)?$/.test(plain[set - 1] ?? ''))) return false;
  return plain.slice(set + 1).some((word, index, after) => {
    const equals = word.indexOf('=');
    return equals === -1
      ? sslKey.test(word) && isOff(after[index + 1])
      : sslKey.test(word.slice(0, equals)) && isOff(word.slice(equals + 1));
  });
};

const setsSslVerify = ({ name, words }: ShellCommand): boolean =>
  /^(?:yum|dnf5?|microdnf|tdnf)(?:-config-manager)?$/.test(name) &&
  words.some(({ value }) => /(?:^|[.=])sslverify=(?:0|false|no|off)$/i.test(value));

const rows: readonly Switch[] = [
  {
    id: 'df-curl-insecure',
    title: 'curl checks certificates',
    aliases: ['CKV2_DOCKER_2'],
    remediation: useCertificate,
    reference: 'https://curl.se/docs/manpage.html#-k',
    bad: 'FROM debian:12\nRUN curl -fsSLk https://example.com/x -o x\n',
    good: 'FROM debian:12\nRUN curl -ok https://example.com/x && echo --insecure\n',
    find: (file) => [
      ...commandsWhere(file, isCurlInsecure),
      ...writtenWhere(file, /(?:^|\/)[._]curlrc$/, /^[ \t]*(?:--?)?(?:insecure|k)[ \t\r]*$/m),
    ],
  },
  {
    id: 'df-wget-insecure',
    title: 'wget checks certificates',
    aliases: ['CKV2_DOCKER_3'],
    remediation: useCertificate,
    reference: 'https://www.gnu.org/software/wget/manual/wget.html#HTTPS-_0028SSL_002fTLS_0029-Options',
    bad: 'FROM debian:12\nRUN wget --no-check-certificate https://example.com/x\n',
    good: 'FROM debian:12\nRUN wget https://example.com/x | grep -- --no-check-certificate\n',
    find: (file) => [
      ...commandsWhere(file, (command) => command.name === 'wget' && hasWord(command, '--no-check-certificate')),
      ...writtenWhere(file, /(?:^|[/.])wgetrc$/, /check[_-]?certificate\s*=\s*(?:off|no|0)/i),
    ],
  },
  {
    id: 'df-pip-trusted-host',
    title: 'pip checks certificates of every host',
    aliases: ['CKV2_DOCKER_4', 'CKV2_DOCKER_16'],
    remediation: 'Remove the trusted host; give pip the certificate with `--cert` or `PIP_CERT`.',
    reference: 'https://pip.pypa.io/en/stable/cli/pip/#cmdoption-trusted-host',
    bad: 'FROM python:3.12\nENV PIP_TRUSTED_HOST=pypi.example.org\nRUN pip install --trusted-host=pypi.example.org flask==3.0.0\n',
    good: 'FROM python:3.12\nRUN pip install flask==3.0.0 || grep "--trusted-host" log\n',
    find: function* (file) {
      yield* settingsWhere(file, /^PIP_TRUSTED_HOST$/, /./);
      yield* writtenWhere(file, /(?:^|\/)pip\.(?:conf|ini)$/, /trusted-host\s*[=:]/i);
      for (const { calls } of runsOf(file)) {
        for (const call of calls) {
          if (call.manager !== 'pip') continue;
          const configures = call.verb === 'config' && call.packages.some(({ value }) => value.endsWith('trusted-host'));
          if (hasOption(call, ['--trusted-host']) || configures) yield call.command;
        }
      }
    },
  },
  {
    id: 'df-python-https',
    title: 'Python checks certificates',
    aliases: ['CKV2_DOCKER_5'],
    remediation: useCertificate,
    reference: 'https://peps.python.org/pep-0493/',
    bad: 'FROM python:3.12\nENV PYTHONHTTPSVERIFY=0\n',
    good: 'FROM python:3.12\nENV PYTHONHTTPSVERIFY=1\n',
    find: (file) => settingsWhere(file, /^PYTHONHTTPSVERIFY$/, /^0$/),
  },
  {
    id: 'df-node-tls',
    title: 'Node.js checks certificates',
    aliases: ['CKV2_DOCKER_6'],
    remediation: 'Remove the variable; add a private authority with `NODE_EXTRA_CA_CERTS`.',
    reference: 'https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue',
    bad: 'FROM node:20\nRUN NODE_TLS_REJECT_UNAUTHORIZED=0 node fetch.js\n',
    good: 'FROM node:20\nRUN NODE_TLS_REJECT_UNAUTHORIZED=1 node fetch.js\n',
    find: (file) => settingsWhere(file, /^NODE_TLS_REJECT_UNAUTHORIZED$/, /^0$/),
  },
  {
    id: 'df-git-ssl',
    title: 'git checks certificates',
    aliases: ['CKV2_DOCKER_14'],
    remediation: 'Remove the variable, which switches the check off whatever its value; name the authority with `http.sslCAInfo`.',
    reference: 'https://git-scm.com/book/en/v2/Git-Internals-Environment-Variables',
    bad: 'FROM alpine:3.19\nRUN GIT_SSL_NO_VERIFY=0 git clone https://example.com/x.git\n',
    good: 'FROM alpine:3.19\nRUN MY_GIT_SSL_NO_VERIFY=1 git clone https://example.com/x.git\n',
    find: function* (file) {
      yield* settingsWhere(file, /^GIT_SSL_NO_VERIFY$/, /^/);
      yield* writtenWhere(file, /(?:^|[/.])gitconfig$/, /sslVerify\s*=\s*(?:false|0|no|off)/i);
      const switchesOff = (value: string): boolean => /^http\.(?:.+\.)?sslverify=(?:false|0|no|off)$/i.test(value);
      yield* commandsWhere(file, ({ name, words }) => {
        if (name !== 'git') return false;
        const key = words.findIndex(({ value }) => /^http\.(?:.+\.)?sslverify$/i.test(value));
        return words.some(({ value }) => switchesOff(value)) || (key !== -1 && /^(?:false|0|no|off)$/i.test(words[key + 1]?.value ?? ''));
      });
    },
  },
  {
    id: 'df-npm-ssl',
    title: 'npm and yarn check certificates',
    aliases: ['CKV2_DOCKER_12', 'CKV2_DOCKER_13'],
    remediation: 'Remove the setting; name a private authority with `cafile` or `NODE_EXTRA_CA_CERTS`.',
    reference: 'https://docs.npmjs.com/cli/using-npm/config#strict-ssl',
    bad: 'FROM node:20\nRUN npm config set strict-ssl false\n',
    good: 'FROM node:20\nENV NPM_CONFIG_STRICT_SSL=true\nRUN npm config set strict-ssl true && npm config set fund false\n',
    find: function* (file) {
      yield* settingsWhere(file, /^(?:npm_config_strict_ssl|yarn_(?:enable_)?strict_ssl)$/i, /^(?:false|0)$/);
      yield* writtenWhere(file, /(?:^|\/)\.?(?:npmrc|yarnrc(?:\.yml)?)$/, /(?:strict-ssl|enableStrictSsl)["']?\s*[=:\s]\s*["']?false/);
      yield* commandsWhere(file, setsStrictSsl);
    },
  },
  {
    id: 'df-yum-sslverify',
    title: 'yum and dnf check certificates',
    aliases: ['CKV2_DOCKER_15'],
    remediation: 'Remove the setting; name a private authority with `sslcacert`.',
    reference: 'https://dnf.readthedocs.io/en/latest/conf_ref.html',
    bad: 'FROM fedora:40\nRUN dnf config-manager --save --setopt=main.sslverify=False\n',
    good: 'FROM fedora:40\nRUN dnf config-manager --save --setopt=main.sslverify=true\n',
    find: (file) => [
      ...commandsWhere(file, setsSslVerify),
      ...writtenWhere(file, /(?:^|\/)(?:yum|dnf)\.conf$|\.repo$/, /sslverify\s*=\s*(?:0|false|no|off)/i),
    ],
  },
];

const switchRule = ({ find, ...row }: Switch): Rule =>
  dockerfileRule({
    ...row,
    severity: 'high',
    severityReason: 'Whoever sits between the build and the server can then put anything into the image.',
    *check(file) {
      for (const place of find(file)) yield problemAt(file, place, `${row.title}: switched off here`);
    },
  });

export const tlsRules: readonly Rule[] = rows.map(switchRule);
