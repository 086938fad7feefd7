import type { DockerfileFile } from '../../../dockerfile/file.ts';
import type { ShellCommand, ShellScript } from '../../../dockerfile/shell/command.ts';
import { copyOf } from '../copy/operands.ts';
import { instructionsOf } from '../define.ts';
import { type Run, runsOf } from '../package/call.ts';

/** Text that ends up in a file of the image: by a redirection, `tee`, `sed` or a heredoc that is copied. */
export type Written = { readonly path: string; readonly text: string; readonly start: number; readonly end: number };

// A dozen rules look at each; nobody writes that many files by hand.
const maxWritten = 2_000;
const known = new WeakMap<DockerfileFile, readonly Written[]>();

export const writtenIn = (file: DockerfileFile): readonly Written[] => {
  const found = known.get(file) ?? [...runsOf(file).flatMap(byRun), ...byCopy(file)].slice(0, maxWritten);
  known.set(file, found);
  return found;
};

/** Where a file of this name is given a text of this form. */
export const writtenWhere = (file: DockerfileFile, path: RegExp, text: RegExp): Written[] =>
  writtenIn(file).filter((written) => path.test(written.path) && text.test(written.text));

const maxText = 20_000;

const textOf = ({ words, inputs }: ShellCommand): string =>
  [...words.slice(1).map(({ value }) => value), ...inputs].join('\n').slice(0, maxText);

const byRun = ({ script }: Run): Written[] => {
  const teed = teedBy(script);
  return script.commands.flatMap((command, index) => {
    const { start, end } = command;
    const isSed = command.name === 'sed';
    const paths = isSed ? command.words.slice(1).map(({ value }) => value) : [...command.outputs, ...(teed.get(index) ?? [])];
    if (paths.length === 0) return [];
    const text = isSed ? replacements(command) : textOf(command);
    return paths.slice(-maxPaths).map((path) => ({ path, text, start, end }));
  });
};

const maxPaths = 20;

/** The files of each `tee` that a command is piped into, by the command's place. */
const teedBy = ({ commands, pipelines }: ShellScript): Map<number, readonly string[]> => {
  const found = new Map<number, readonly string[]>();
  for (const pipeline of pipelines) {
    let paths: readonly string[] = [];
    for (const member of pipeline.commands.toReversed()) {
      const command = commands[member];
      if (paths.length > 0) found.set(member, paths);
      if (command?.name === 'tee') paths = [...command.words.slice(1, maxPaths).map(({ value }) => value), ...paths].slice(0, maxPaths);
    }
  }
  return found;
};

const substitution = /^s([^\w\s\\])[^\n]{0,500}?(?<!\\)\1([^\n]{0,500}?)(?<!\\)\1/;

const replacements = ({ words }: ShellCommand): string =>
  words.flatMap(({ value }) => substitution.exec(value)?.[2] ?? /^[^\s/]*[aic]\\?\s*(.{1,500})$/.exec(value)?.[1] ?? []).join('\n');

const byCopy = (file: DockerfileFile): Written[] =>
  instructionsOf(file, 'COPY', 'ADD').flatMap((instruction) => {
    const path = copyOf(file, instruction).destination?.value ?? '';
    const { start, end } = instruction;
    return instruction.heredocs.map(({ content }) => ({ path, text: content.slice(0, maxText), start, end }));
  });
