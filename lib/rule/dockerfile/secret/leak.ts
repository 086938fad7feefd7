import { posix } from 'node:path';
import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import type { ShellCommand } from '../../../dockerfile/shell/command.ts';
import { assignmentsOf } from '../../../dockerfile/variables.ts';
import { notEvaluated, type Statement } from '../../rule.ts';
import { copyOf } from '../copy/operands.ts';
import { dockerfileRule, instructionsOf, problemAt } from '../define.ts';
import { type Run, runsOf } from '../package/call.ts';
import { hasCredential, writtenCredentials } from './command.ts';
import { copyMount } from './copy-mount.ts';
import { isSecretFile } from './file.ts';
import { argumentMount, commandMount } from './mount.ts';
import { credentialFiles, isSecretName } from './name.ts';
import { secretKind } from './value.ts';

export const secretLeak = dockerfileRule({
  id: 'df-secret-arg-env',
  title: 'No secrets in ARG, ENV, copied files or commands',
  severity: 'critical',
  severityReason: 'Everybody who can pull the image can read them in its history and layers, and deleting them later does not help.',
  aliases: ['DL3064', 'DS-0031', 'SecretsUsedInArgOrEnv', 'CIS-DI-0010'],
  remediation: 'Use `RUN --mount=type=secret,id=…` while building and the secrets of the platform at run time; replace what has leaked.',
  reference: 'https://docs.docker.com/build/building/secrets/',
  bad: 'FROM debian:12\nARG NPM_TOKEN\n',
  good: 'FROM debian:12\nENV PUBLIC_KEY=x PASSWORD_FILE=/run/secrets/x KEYBOARD=de\nRUN --mount=type=secret,id=npm NPM_TOKEN=$(cat /run/secrets/npm) npm ci\nCOPY .env.example ca.pem /app/\n',
  *check(file) {
    yield* inVariables(file);
    yield* inCopies(file);
    yield* inCommands(file);
    yield* unread(file);
  },
});

function* inVariables(file: DockerfileFile): Iterable<Statement> {
  const copied = copiedFolders(file);
  for (const instruction of instructionsOf(file, 'ENV', 'ARG', 'LABEL')) {
    for (const assignment of assignmentsOf(file, instruction)) {
      const { name, value, start, end } = assignment;
      const more = { discriminator: `${instruction.keyword} ${name}` };
      const kind = value === null ? null : secretKind(value);
      if (kind !== null) yield problemAt(file, { start, end }, `${instruction.keyword} ${name} holds ${kind}`, more);
      else if (instruction.keyword === 'LABEL') continue;
      else if (isSecretName(name)) {
        const patch = argumentMount(file, instruction, assignment);
        yield problemAt(file, { start, end }, `${instruction.keyword} ${name} is named like a secret`, { ...more, patch });
      } else if (credentialFiles.has(name) && value && isBelow(value, copied.get(instruction.stage) ?? [])) {
        yield problemAt(file, { start, end }, `${name} names a credentials file that was copied into the image`, more);
      }
    }
  }
}

/** Targets of COPY by stage. */
const copiedFolders = (file: DockerfileFile): Map<number, string[]> => {
  const found = new Map<number, string[]>();
  for (const instruction of instructionsOf(file, 'COPY', 'ADD')) {
    const { destination } = copyOf(file, instruction);
    const list = found.get(instruction.stage) ?? [];
    // Enough to know where files went; a file with more copies is no use to compare them all.
    if (destination && list.length < 200) list.push(destination.value);
    found.set(instruction.stage, list);
  }
  return found;
};

const isBelow = (path: string, folders: readonly string[]): boolean => {
  const clean = posix.normalize(path).replace(/^\/+/, '');
  return folders.some((folder) => {
    const base = posix.normalize(folder).replace(/^\/+|\/+$/g, '');
    return base === '.' || base === '' || clean === base || clean.startsWith(`${base}/`);
  });
};

function* inCopies(file: DockerfileFile): Iterable<Statement> {
  for (const instruction of instructionsOf(file, 'COPY', 'ADD')) {
    const { sources, destination } = copyOf(file, instruction);
    const target = /^\$\{?(\w+)\}?$/.exec(destination?.value ?? '')?.[1];
    if (destination && target !== undefined && credentialFiles.has(target)) {
      yield problemAt(file, destination, `a credentials file is copied to $${target}`);
    }
    if (instruction.flags.some(({ name }) => name === 'from')) continue;
    for (const source of sources) {
      if (isSecretFile(source.value))
        yield problemAt(file, source, `${source.value} holds credentials by its name`, {
          discriminator: source.value,
          patch: copyMount(file, instruction, source),
        });
    }
  }
}

const hasSecretMount = ({ flags }: Instruction): boolean =>
  flags.some(({ name, value }) => name === 'mount' && /(?:^|,)type=secret(?:,|$)/.test(value));

/** A text that no parser here takes apart still has words that can be told from any other. */
function* inText(file: DockerfileFile, { instruction }: Run): Iterable<Statement> {
  const texts = [instruction.arguments, ...instruction.heredocs.map(({ content }) => content)];
  const kind = texts.map(secretKind).find((found) => found !== null);
  if (kind) yield problemAt(file, instruction, `a command holds ${kind}`);
}

/** Says once a language which steps were not judged, rather than nothing. */
function* unread(file: DockerfileFile): Iterable<Statement> {
  const lines = new Map<string, number[]>();
  for (const { instruction, script } of runsOf(file)) {
    if (script.unread === null) continue;
    const list = lines.get(script.unread) ?? [];
    list.push(instruction.location.line);
    lines.set(script.unread, list);
  }
  for (const [language, at] of lines) {
    const shown = at.length > 10 ? `${at.slice(0, 10).join(', ')} and ${at.length - 10} more` : at.join(', ');
    yield notEvaluated(`commands in ${language} are not read (RUN at line ${shown})`);
  }
}

function* inCommands(file: DockerfileFile): Iterable<Statement> {
  for (const { path, text, start, end } of writtenCredentials(file)) {
    if (secretKind(text) === null)
      yield problemAt(file, { start, end }, `a credential is written to ${path.slice(0, 80)}`, { discriminator: path });
  }
  for (const run of runsOf(file)) {
    const { instruction, script } = run;
    if (script.unread !== null) yield* inText(file, run);
    for (const command of script.commands) {
      const words = [...command.assignments, ...command.words];
      const literal = words.find(({ value }) => secretKind(value) !== null);
      if (literal) yield problemAt(file, literal, `a command holds ${secretKind(literal.value)}`);
      const assigned = command.assignments.find(({ name, value, literal }) => literal && value !== '' && isSecretName(name));
      if (assigned && !literal)
        yield problemAt(file, assigned, `${assigned.name} is set to a secret in a command`, { patch: commandMount(file, run, assigned) });
      if (!literal && hasCredential(command)) yield problemAt(file, command, `${command.name} is given a credential in its command line`);
      if (!hasSecretMount(instruction) && signsIn(command))
        yield problemAt(file, command, `${command.name} signs in during the build without a secret mount`);
    }
  }
}

/** The words stand in this order somewhere, whatever options come before. */
const followed = (values: readonly string[], ...words: readonly string[]): boolean =>
  ` ${values.join(' ')} `.includes(` ${words.join(' ')} `);

const hasOption = (values: readonly string[], ...options: readonly string[]): boolean =>
  values.some((value) => options.some((option) => value === option || value.startsWith(`${option}=`)));

/** Commands that store credentials of a service. Source: each program's manual. */
const signsIn = ({ name, words }: ShellCommand): boolean => {
  const values = words.slice(1, 40).map(({ value }) => value);
  const verbs = values.filter((value) => !value.startsWith('-'));
  switch (name) {
    case 'aws':
      return / configure set (?:aws_access_key_id|aws_secret_access_key|aws_session_token) /.test(` ${verbs.join(' ')} `);
    case 'gcloud':
      return followed(verbs, 'auth', 'activate-service-account');
    case 'az':
      return followed(verbs, 'login') && hasOption(values, '-p', '--password', '--federated-token');
    case 'doctl':
      return followed(verbs, 'auth', 'init') && hasOption(values, '-t', '--access-token');
    case 'docker':
    case 'podman':
    case 'helm':
      return verbs[0] === (name === 'helm' ? 'registry' : 'login') && hasOption(values, '-p', '--password');
    case 'sshpass':
      return values.some((value) => /^-p./.test(value)) || hasOption(values, '-p');
    default:
      return false;
  }
};
