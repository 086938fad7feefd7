import type { DockerfileFile } from '../../../dockerfile/file.ts';
import type { ShellCommand, ShellWord } from '../../../dockerfile/shell/command.ts';
import { curlOptions } from '../download/curl.ts';
import { type Written, writtenIn } from '../download/written.ts';

/** A value that somebody has still to fill in. */
const isPlaceholder = (value: string): boolean => /[<>{}$]|^(?:x+|\*+|\.+|changeme|example|your[_-].*)$/i.test(value);

/** The password of `name:password`, where it stands in the text. */
const hasPassword = (word: ShellWord, text: string): boolean => {
  const password = text.slice(text.indexOf(':') + 1);
  return word.literal && text.includes(':') && password !== '' && !isPlaceholder(password);
};

// Headers that carry a credential. Sources: RFC 6750, RFC 7617, GitLab REST API, Vault API, Artifactory REST API.
const headerForm =
  /^\s*(?:(?:proxy-)?authorization:\s*(?:bearer|basic|token)\s+|(?:x-api-key|x-auth-token|x-vault-token|x-jfrog-art-api|private-token|job-token|deploy-token):\s*)(\S{6,})/i;

const isHeader = (word: ShellWord | null, text: string): boolean => {
  const value = headerForm.exec(text)?.[1];
  return word?.literal === true && value !== undefined && !isPlaceholder(value);
};

const inCurl = (command: ShellCommand): boolean =>
  curlOptions(command).some(({ name, value, text }) => {
    if (value === null) return false;
    if (['u', 'U', 'user', 'proxy-user'].includes(name)) return hasPassword(value, text);
    if (name === 'H' || name === 'header' || name === 'proxy-header') return isHeader(value, text);
    return name === 'oauth2-bearer' && value.literal && !isPlaceholder(text);
  });

/** The value of an option, glued by `=`, by nothing, or the next word. */
const literalOf = ({ words }: ShellCommand, options: readonly string[], glued = ''): string | undefined => {
  for (const [index, { value, literal }] of words.entries()) {
    if (!literal) continue;
    const option = options.find((name) => value.startsWith(`${name}=`));
    if (option !== undefined) return value.slice(option.length + 1);
    if (glued !== '' && value.startsWith(glued) && value.length > glued.length && !value.startsWith('--')) return value.slice(glued.length);
    const next = words[index + 1];
    if (options.includes(value) && next?.literal && !next.value.startsWith('-')) return next.value;
  }
  return undefined;
};

/** Source: each program's manual. `-p` of mysql takes a password only without a space. */
const passwordOf = (command: ShellCommand): string | undefined => {
  switch (command.name) {
    case 'wget':
      return literalOf(command, ['--password', '--http-password', '--ftp-password', '--proxy-password']);
    case 'mysql':
    case 'mysqldump':
    case 'mysqladmin':
    case 'mariadb':
      return (
        literalOf(command, [], '-p') ??
        literalOf({ ...command, words: command.words.filter(({ value }) => value.startsWith('--password=')) }, ['--password'])
      );
    case 'redis-cli':
      return literalOf(command, ['-a', '--pass']);
    case 'twine':
      return literalOf(command, ['-p', '--password']);
    default:
      return undefined;
  }
};

// `npm config set //host/:_authToken value`, `composer config http-basic.host user password`
const configForm =
  /^(?:npm|yarn|pnpm) .*\bset .*:?_(?:authToken|auth|password)[ =]([^\s=]+)$|^composer config .*\b(?:http-basic|github-oauth|gitlab-token|bearer)\.\S+ .*?(\S+)$/;

const configures = ({ name, words }: ShellCommand): boolean => {
  if (!/^(?:npm|yarn|pnpm|composer)$/.test(name) || words.length > 40 || words.some(({ literal }) => !literal)) return false;
  const match = configForm.exec([name, ...words.slice(1).map(({ value }) => value)].join(' ').slice(0, 2_000));
  const value = match?.[1] ?? match?.[2];
  return value !== undefined && !isPlaceholder(value);
};

/** Whether a command has a credential among its words that is told by where it stands. */
export const hasCredential = (command: ShellCommand): boolean => {
  if (inCurl(command) || configures(command)) return true;
  if (command.name === 'wget' && command.words.some((word) => isHeader(word, word.value.replace(/^--header=/, '')))) return true;
  const password = passwordOf(command);
  return password !== undefined && password !== '' && !isPlaceholder(password);
};

// Files that programs read credentials from, and how one looks in each. Source: the documentation of each.
const files: readonly (readonly [RegExp, RegExp])[] = [
  [/(?:^|\/)[._]netrc$/, /\bpassword\s+([^\s$]+)/],
  [/(?:^|\/)\.?npmrc$/, /_(?:authToken|auth|password)\s*=\s*["']?([^\s"'$]+)/],
  [/(?:^|\/)\.pypirc$/, /^[ \t]*password\s*[=:]\s*([^\s$]+)/m],
  [/(?:^|\/)\.git-credentials$/, /:\/\/[^\s:/@]+:([^\s:/@$]+)@/],
  [/(?:^|\/)\.pgpass$/, /^[^:\n]*:[^:\n]*:[^:\n]*:[^:\n]*:([^\s$]+)/m],
  [/(?:^|\/)\.aws\/credentials$/, /aws_secret_access_key\s*=\s*([^\s$]+)/],
  [/(?:^|\/)\.docker\/config\.json$/, /"(?:auth|identitytoken|registrytoken)"\s*:\s*"([^"$]+)"/],
  [/(?:^|\/)\.my\.cnf$/, /^[ \t]*password\s*=\s*([^\s$]+)/m],
];

/** Texts with a credential that a step writes into a file which is meant for one. */
export const writtenCredentials = (file: DockerfileFile): Written[] =>
  writtenIn(file).filter(({ path, text }) =>
    files.some(([name, form]) => {
      const value = name.test(path) ? form.exec(text)?.[1] : undefined;
      return value !== undefined && !isPlaceholder(value);
    }),
  );
