import { posix } from 'node:path';
import { expand } from '../../../dockerfile/expand.ts';
import type { DockerfileFile, Instruction, Word } from '../../../dockerfile/file.ts';
import { lookupAt } from '../../../dockerfile/variables.ts';
import type { Patch, TextEdit } from '../../../model/patch.ts';
import { copyOf } from '../copy/operands.ts';
import { textPatch } from '../define.ts';
import { type Run, runsOf } from '../package/call.ts';
import { chainOf, finalStage, lastInChain } from '../runtime/chain.ts';
import { userName } from '../runtime/user.ts';
import { withoutFile } from './clean-up.ts';
import { behindKeyword, withoutLines } from './mount.ts';
import { readersOf } from './reader.table.ts';

const plainPath = /^[\w./@+-]+$/;
const maxText = 100_000;
const maxRuns = 20;

/**
 * A copied credentials file as a secret mount of the steps that read it: those that name it, and those that call a program which looks for it.
 * The caller passes `--secret id=…,src=…`. Null where the place of the file is not known, or the image may need it when it runs.
 */
export const copyMount = (file: DockerfileFile, instruction: Instruction, source: Word): Patch | null => {
  const { sources, destination, inline } = copyOf(file, instruction);
  if (instruction.onBuild || instruction.json || inline > 0 || !destination || file.text.length > maxText) return null;
  const name = posix.basename(source.value);
  const target = targetOf(file, instruction, destination.value, name, sources.length);
  if (target === null || !plainPath.test(source.value) || isFolder(source.value)) return null;
  const later = file.instructions.filter(({ stage, index }) => stage === instruction.stage && index > instruction.index);
  const names = mentions(name);
  if (later.some(({ keyword, arguments: text }) => keyword !== 'RUN' && names(text)) || isStoodOn(file, instruction.stage, names))
    return null;
  const cleared = withoutFile(file, laterRuns(file, instruction), target);
  if (cleared === null) return null;
  const { readers, isTool } = readersOf(name, source.value);
  const users = cleared.runs.filter((run) => {
    const { arguments: text, heredocs } = run.instruction;
    const isNamed = names(text) || heredocs.some(({ content }) => names(content));
    const calls = run.script.commands.some((command) => readers.has(command.name));
    return isNamed || (calls && mountIn(file, run, name, target) !== null);
  });
  // What no build tool reads may be meant for the running program, unless the stage is left behind or the file deleted.
  const mayRun = !isTool && cleared.edits.length === 0 && isShipped(file, instruction.stage);
  if (users.length === 0 || users.length > maxRuns || mayRun) return null;
  const mounts = users.map((run) => mountIn(file, run, name, target));
  if (mounts.some((mount) => mount === null)) return null;
  return textPatch(
    file,
    [withoutSource(file, instruction, sources, source), ...cleared.edits, ...mounts.flatMap((one) => one ?? [])],
    false,
  );
};

/** `process.env` and `id_rsa.pub` are no mention of `.env` and `id_rsa`. */
const mentions = (name: string): ((text: string) => boolean) => {
  const form = new RegExp(`(?<![\\w-])${name.replace(/[.+]/g, '\\$&')}(?![\\w.-])`);
  return (text) => form.test(text);
};

const isFolder = (path: string): boolean => /(?:^|\/)(?:\.ssh|\.gnupg|\.azure|gcloud)\/?$/.test(path) || path.endsWith('/');

/** Where the file comes to lie; null when that hangs on the base image or a variable. Source: Dockerfile reference, COPY, destination. */
const targetOf = (file: DockerfileFile, instruction: Instruction, to: string, name: string, count: number): string | null => {
  const workdir = workdirAt(file, instruction);
  const whole = posix.isAbsolute(to) ? to : workdir === null ? null : posix.join(workdir, to);
  if (whole === null || !plainPath.test(to)) return null;
  const path = posix.normalize(whole);
  const bare = path.replace(/\/+$/, '') || '/';
  const isInto =
    count > 1 || path.endsWith('/') || /(?:^|\/)\.$/.test(to) || bare === workdir || /^\/(?:root|tmp|home\/[^/]+)?$/.test(bare);
  if (isInto) return posix.join(bare, name);
  // `/app` may be a file or a folder that the image has.
  const last = posix.basename(bare);
  return last === name || (last.includes('.') && !isFolder(bare)) ? bare : null;
};

const workdirAt = (file: DockerfileFile, { stage, index }: Instruction): string | null => {
  let folder: string | null = null;
  for (const other of file.instructions) {
    if (other.stage !== stage || other.index >= index || other.keyword !== 'WORKDIR' || other.onBuild) continue;
    const { value } = expand(other.arguments, lookupAt(file, other), file.escapeToken);
    if (value === null || (folder === null && !value.startsWith('/'))) folder = null;
    else folder = posix.resolve(folder ?? '/', value);
  }
  return folder;
};

/** A later stage stands on this one, or takes the file by its name. */
const isStoodOn = (file: DockerfileFile, stage: number, names: (text: string) => boolean): boolean =>
  file.stages.some(
    ({ index, baseStage, instructions }) =>
      index > stage &&
      (baseStage === stage || instructions.some(({ flags, arguments: text }) => flags.some((flag) => flag.name === 'from') && names(text))),
  );

const isShipped = (file: DockerfileFile, stage: number): boolean => finalStage(file)?.index === stage;

const laterRuns = (file: DockerfileFile, { stage, index }: Instruction): readonly Run[] =>
  runsOf(file).filter(({ instruction: run }) => run.stage === stage && run.index > index && !run.onBuild);

/** Source: Dockerfile reference, RUN --mount=type=secret: the file is root's, with mode 0400, unless it is told. */
const mountIn = (file: DockerfileFile, { instruction }: Run, name: string, target: string): TextEdit[] | null => {
  const isThere = instruction.flags.some((flag) => flag.name === 'mount' && flag.value.split(',').includes(`target=${target}`));
  if (isThere) return [];
  const user = userAt(file, instruction);
  const isKey = /^id_|\.(?:key|ppk)$/.test(name);
  const owner =
    user === '' || user === 'root' || user === '0' ? '' : /^\d+$/.test(user ?? '') ? `,uid=${user}` : isKey ? null : ',mode=0444';
  if (owner === null) return null;
  const at = behindKeyword(instruction);
  return [{ start: at, end: at, text: ` --mount=type=secret,id=${name.replace(/^\.+/, '')},target=${target}${owner}` }];
};

/** '' when nobody is named, in the stages below neither; null when a variable decides. */
const userAt = (file: DockerfileFile, { stage, index }: Instruction): string | null => {
  const own = file.instructions.findLast(
    (other) => other.stage === stage && other.index < index && other.keyword === 'USER' && !other.onBuild,
  );
  const [, ...below] = chainOf(file, file.stages[stage]);
  const last = own ?? lastInChain(file, below[0], 'USER');
  return last ? userName(file, last) : '';
};

/** All sources are written anew, so that two patches of one COPY are not carried out together. */
const withoutSource = (file: DockerfileFile, instruction: Instruction, sources: readonly Word[], source: Word): TextEdit => {
  const [first] = sources;
  const last = sources.at(-1);
  if (!first || !last || sources.length === 1) return withoutLines(file, instruction);
  const at = sources.findIndex(({ start }) => start === source.start);
  const [before, next] = [sources[at - 1], sources[at + 1]];
  const [from, to] = next ? [source.start, next.start] : [before?.end ?? source.start, source.end];
  return { start: first.start, end: last.end, text: file.text.slice(first.start, from) + file.text.slice(to, last.end) };
};
