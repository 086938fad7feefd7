import { writeFileSync } from 'node:fs';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { SourceFile } from '../../model/evidence.ts';
import { fixFiles } from '../../verdict/fix.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { readTargets } from '../targets.ts';

export type FixOptions = { readonly policy: string; readonly rules: 'policy' | 'all'; readonly write?: boolean };

/** `plimsoll fix`: shows what it would change, and with `--write` changes it. Suggestions, whose values only the team can know, are listed and never written. */
export const fix = async (words: readonly string[], options: FixOptions): Promise<ExitCode> => {
  const policy = chosenPolicy(options.policy, options.rules);
  const { manifests, dockerfiles } = readTargets(words);
  const before = new Map([...manifests, ...dockerfiles].map((file) => [file.name, file.text]));
  const { files, applied, suggested, left } = fixFiles({ manifests, dockerfiles, policy, now: Date.now() });
  const changed = files.filter(({ name, text }) => before.get(name) !== text);
  for (const file of changed) {
    process.stdout.write(difference(file, before.get(file.name) ?? ''));
    if (options.write === true && file.name !== '<stdin>') writeFileSync(file.name, file.text);
  }
  const verb = options.write === true ? 'mended' : 'can be mended';
  process.stderr.write(
    `${applied} findings ${verb} in ${changed.length} files; ${suggested} have a suggestion that needs a decision; ${left} could not be written\n`,
  );
  return exitCodes.allow;
};

const difference = ({ name, text }: SourceFile, before: string): string =>
  createTwoFilesPatch(name, name, before, text, undefined, undefined, { context: 2, headerOptions: FILE_HEADERS_ONLY });
