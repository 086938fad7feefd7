import { ignoreOf, sentFiles } from '../../../dockerfile/context.ts';
import type { DockerfileFile, Instruction, Word } from '../../../dockerfile/file.ts';
import { numberAt } from '../../../model/json.ts';
import { notEvaluated } from '../../rule.ts';
import { dockerfileRule, instructionsOf, problemAt } from '../define.ts';
import { runsOf } from '../package/call.ts';
import { isSecretFile } from '../secret/file.ts';
import { copyOf } from './operands.ts';

/** COPY or ADD of the whole context: `.`, `./`, `/`, `*`. */
const wholeCopies = (file: DockerfileFile): { instruction: Instruction; source: Word }[] =>
  instructionsOf(file, 'COPY', 'ADD').flatMap((instruction) => {
    if (instruction.flags.some(({ name }) => name === 'from')) return [];
    const source = copyOf(file, instruction).sources.find(({ value }) => /^\.?\/?\*?$/.test(value));
    return source ? [{ instruction, source }] : [];
  });

/** What nearly every repository has and no image needs. */
const unwanted = ['.git/config', '.env', 'node_modules/x', '.ssh/id_rsa', 'server.key'];

export const copyContext = dockerfileRule({
  id: 'df-copy-context',
  title: 'COPY of everything goes with a .dockerignore',
  severity: 'medium',
  severityReason: 'Without patterns the history of the repository, local settings and keys become part of the image.',
  aliases: [],
  remediation: 'Name what is needed, or keep `.git`, `.env*`, `node_modules` and keys out by .dockerignore.',
  reference: 'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  *check(file) {
    const { context } = file;
    if (context === null) return;
    const ignore = ignoreOf(context);
    for (const { source } of wholeCopies(file)) {
      const open = unwanted.filter((path) => ignore.excludedBy(path) === null).map((path) => path.split('/')[0] ?? '');
      // A listing says what is really there; without one the usual names stand for it.
      const present =
        context.files === null ? open : open.filter((top) => context.files?.some(({ path }) => path === top || path.startsWith(`${top}/`)));
      if (present.length === 0) continue;
      yield problemAt(file, source, `everything is copied and .dockerignore lets ${present.join(', ')} in`);
    }
  },
});

export const contextSecret = dockerfileRule({
  id: 'df-context-secret',
  title: 'No credentials in the build context',
  severity: 'high',
  severityReason: 'What is sent to the builder can be copied into the image by any COPY, and is kept by remote builders and caches.',
  aliases: [],
  remediation: 'Add the file to .dockerignore and hand it over with `--secret`.',
  reference: 'https://docs.docker.com/build/building/secrets/',
  *check(file) {
    if (!file.context?.files) return;
    const [first] = file.stages;
    const place = wholeCopies(file)[0]?.source ?? first?.from;
    if (!place) return;
    if (file.context.isPartial) yield notEvaluated('the build context has more files than are listed');
    for (const { path, holds } of sentFiles(file.context).files) {
      if (holds !== undefined) yield problemAt(file, place, `${path} is sent to the builder: ${holds}`, { discriminator: path });
      else if (isSecretFile(path)) yield problemAt(file, place, `${path} is sent to the builder`, { discriminator: path });
    }
  },
});

const mebi = 1024 * 1024;

export const contextSize = dockerfileRule({
  id: 'df-context-size',
  title: 'The build context is small',
  severity: 'info',
  severityReason: 'All of it is read for every build, and sent when the builder is remote.',
  aliases: [],
  remediation: 'Keep the largest folders out by .dockerignore.',
  reference: 'https://docs.docker.com/build/concepts/context/',
  defaultParams: { maxMebibytes: 100 },
  *check(file, { params }) {
    const [first] = file.stages;
    if (!file.context?.files || !first) return;
    const limit = numberAt(params, 'maxMebibytes') ?? 100;
    const { size, folders } = sentFiles(file.context);
    if (size <= limit * mebi) {
      if (file.context.isPartial) yield notEvaluated('the build context has more files than are listed');
      return;
    }
    const largest = folders.slice(0, 3).map((folder) => `${folder.path} (${Math.round(folder.size / mebi)} MiB)`);
    yield problemAt(
      file,
      first.from,
      `${Math.round(size / mebi)} MiB are sent to the builder; the largest folders are ${largest.join(', ')}`,
    );
  },
});

const installs: Readonly<Record<string, readonly string[]>> = {
  npm: ['install', 'i', 'ci'],
  yarn: ['install', ''],
  pip: ['install'],
  go: ['mod'],
};
const otherInstalls =
  /^(?:pnpm (?:install|i)|bundle install|composer install|poetry install|uv sync|cargo (?:fetch|build)|mvn dependency:\S+|dotnet restore)\b/;

export const copyOrder = dockerfileRule({
  id: 'df-copy-order',
  title: 'Dependencies are installed before the sources are copied',
  severity: 'info',
  severityReason: 'Every change of a source file makes the builder install all dependencies anew; it costs time and nothing else.',
  aliases: [],
  remediation: 'Copy the lock file, install, and copy the rest after.',
  reference: 'https://docs.docker.com/build/cache/optimize/#order-your-layers',
  bad: 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
  good: 'FROM node:20\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n',
  *check(file) {
    const firstInstall = new Map<number, number>();
    for (const { instruction, calls, script } of runsOf(file)) {
      const isInstall =
        calls.some(({ manager, verb, packages }) => installs[manager]?.includes(verb) && (manager !== 'pip' || packages.length === 0)) ||
        script.commands.some(({ words }) =>
          otherInstalls.test(
            words
              .slice(0, 3)
              .map(({ value }) => value)
              .join(' '),
          ),
        );
      if (!isInstall) continue;
      if (!firstInstall.has(instruction.stage)) firstInstall.set(instruction.stage, instruction.index);
    }
    for (const { instruction, source } of wholeCopies(file)) {
      const first = firstInstall.get(instruction.stage);
      if (first === undefined || first < instruction.index) continue;
      yield problemAt(file, source, 'everything is copied before the dependencies are installed');
    }
  },
});
