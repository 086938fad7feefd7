import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { ManifestObject } from '../../manifest/object.ts';
import { parseBundle } from '../../manifest/parse.ts';
import { operationsBetween } from '../../manifest/patch/operation.ts';
import { mergePatchTo } from '../../manifest/patch/strategic.ts';
import { AppError } from '../../model/error.ts';
import type { SourceFile } from '../../model/evidence.ts';
import type { InputProblem, JudgedFinding } from '../../model/verdict.ts';
import { fixFiles } from '../../verdict/fix.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { replaceFile } from '../emit.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { isUnreadable } from '../output.ts';
import { pinFiles } from '../pin.ts';
import { readTargets } from '../targets.ts';

export type FixOptions = {
  readonly policy: string;
  readonly rules: 'policy' | 'all';
  readonly write?: boolean;
  readonly format?: FixFormat;
  readonly suggested?: boolean;
  readonly pin?: boolean;
};

export const fixFormats = ['diff', 'json', 'strategic'] as const;
export type FixFormat = (typeof fixFormats)[number];

/**
 * `plimsoll fix`: shows what it would change, and with `--write` changes it. Suggestions, whose values only the team can know, are counted, and carried out
 * when asked for; `--pin` asks the registries for digests. Exits 2 when a text cannot be read, as `check` does, and 3
 * when an image could not be pinned.
 */
export const fix = async (words: readonly string[], options: FixOptions): Promise<ExitCode> => {
  const policy = await chosenPolicy(options.policy, options.rules);
  const { manifests, dockerfiles, images, unread } = readTargets(words);
  // A file that is misspelt looks like an image, and to mend nothing of it would look like success.
  const [image] = images;
  if (image !== undefined)
    throw new AppError('invalid-request', `${image}: no such file or folder; manifests and Dockerfiles alone can be mended`);
  if (unread.length > 0 && manifests.length + dockerfiles.length === 0)
    throw new AppError(
      'invalid-request',
      `${words.join(' ')}: nothing here can be mended: ${unread.map(({ reason }) => reason).join('; ')}`,
    );
  const before = new Map([...manifests, ...dockerfiles].map((file) => [file.name, file.text]));
  const pinned = options.pin === true ? await pinFiles(dockerfiles) : { files: dockerfiles, pinned: 0, left: [] };
  const input = { manifests, dockerfiles: pinned.files, policy, now: Date.now(), suggested: options.suggested === true };
  const { files, applied, suggested, left, errors } = fixFiles(input);
  const changed = files.filter(({ name, text }) => before.get(name) !== text);
  for (const file of changed) {
    const old = before.get(file.name) ?? '';
    process.stdout.write(
      options.format === 'diff' || options.format === undefined ? difference(file, old) : patches(file, old, options.format),
    );
    if (options.write === true && file.name !== '<stdin>') replaceFile(file.text, file.name);
  }
  const verb = options.write === true ? 'mended' : 'can be mended';
  const open =
    suggested > 0
      ? `${suggested} ${suggested === 1 ? 'has' : 'have'} a suggestion that needs a decision (shown with --suggested)`
      : '0 need a decision';
  process.stderr.write(
    `${counted(applied, 'finding')} ${verb} in ${counted(changed.length, 'file')}; ${open}; ${left.length} could not be written\n`,
  );
  process.stderr.write(left.slice(0, mostShown).map(unwritten).join(''));
  if (options.pin === true)
    process.stderr.write([`${pinned.pinned} images pinned`, ...pinned.left.map((one) => `not pinned: ${one}`), ''].join('\n'));
  const unreadable = errors.filter(({ code }) => isUnreadable(code));
  process.stderr.write(unreadable.map(notRead).join(''));
  if (unreadable.length > 0) return exitCodes.usage;
  return pinned.left.length > 0 ? exitCodes.undecided : exitCodes.allow;
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const notRead = ({ file, line, column, message }: InputProblem): string =>
  `not read: ${[file, line, column].filter((part) => part !== undefined).join(':')}: ${message}\n`;

const mostShown = 20;
const unwritten = ({ rule, object, location }: JudgedFinding): string => {
  const place = location.kind === 'source' ? `${location.file}:${location.line}` : '';
  return `not written: ${place} ${rule}${object === undefined ? '' : ` of ${object}`}: an anchor, an alias or another change holds this place\n`;
};

/** A line an object that changes: what a pipeline hands to `kubectl patch --type`. A Dockerfile has no such form. */
const patches = (file: SourceFile, before: string, format: 'json' | 'strategic'): string => {
  const [old, mended] = [{ ...file, text: before }, file].map((one) => parseBundle([one], 0).objects);
  return (old ?? [])
    .flatMap((object, at) => {
      const after = mended?.[at]?.value;
      const operations = after ? operationsBetween(object.value, after) : [];
      if (!after || operations.length === 0) return [];
      const patch = format === 'json' ? { type: 'json', patch: operations } : mergeText(object, after);
      return [`${JSON.stringify({ file: file.name, object: object.id, ...patch })}\n`];
    })
    .join('');
};

const mergeText = (object: ManifestObject, after: ManifestObject['value']) => {
  const { type, document } = mergePatchTo(object, after);
  return { type, patch: document };
};

const difference = ({ name, text }: SourceFile, before: string): string =>
  createTwoFilesPatch(name, name, before, text, undefined, undefined, { context: 2, headerOptions: FILE_HEADERS_ONLY });
