import type { DockerfileFile } from '../../../dockerfile/file.ts';
import type { ShellCommand } from '../../../dockerfile/shell/script.ts';
import { copyOf } from '../copy/operands.ts';
import { instructionsOf } from '../define.ts';
import { type Run, runsOf } from '../package/call.ts';

/** Text that ends up in a file of the image: by a redirection, `tee`, `sed` or a heredoc that is copied. */
export type Written = { readonly path: string; readonly text: string; readonly start: number; readonly end: number };

const known = new WeakMap<DockerfileFile, readonly Written[]>();

export const writtenIn = (file: DockerfileFile): readonly Written[] => {
  const found = known.get(file) ?? [...runsOf(file).flatMap(byRun), ...byCopy(file)];
  known.set(file, found);
  return found;
};

/** Where a file of this name is given a text of this form. */
export const writtenWhere = (file: DockerfileFile, path: RegExp, text: RegExp): Written[] =>
  writtenIn(file).filter((written) => path.test(written.path) && text.test(written.text));

const maxText = 20_000;

const textOf = ({ words, inputs }: ShellCommand): string =>
  [...words.slice(1).map(({ value }) => value), ...inputs].join('\n').slice(0, maxText);

const byRun = ({ script }: Run): Written[] =>
  script.commands.flatMap((command, index) => {
    const { start, end } = command;
    const paths =
      command.name === 'sed'
        ? command.words.slice(1).map(({ value }) => value)
        : [...command.outputs, ...teed(script.pipelines[command.pipeline]?.commands ?? [], index, script.commands)];
    if (paths.length === 0) return [];
    const text = command.name === 'sed' ? replacements(command) : textOf(command);
    return paths.slice(0, 20).map((path) => ({ path, text, start, end }));
  });

/** The files of a `tee` that the command is piped into. */
const teed = (members: readonly number[], index: number, commands: readonly ShellCommand[]): string[] =>
  members
    .filter((member) => member > index && commands[member]?.name === 'tee')
    .flatMap((member) => commands[member]?.words.slice(1).map(({ value }) => value) ?? []);

const substitution = /^s([^\w\s\\])[^\n]{0,500}?(?<!\\)\1([^\n]{0,500}?)(?<!\\)\1/;

const replacements = ({ words }: ShellCommand): string =>
  words.flatMap(({ value }) => substitution.exec(value)?.[2] ?? /^[^\s/]*[aic]\\?\s*(.{1,500})$/.exec(value)?.[1] ?? []).join('\n');

const byCopy = (file: DockerfileFile): Written[] =>
  instructionsOf(file, 'COPY', 'ADD').flatMap((instruction) => {
    const path = copyOf(file, instruction).destination?.value ?? '';
    const { start, end } = instruction;
    return instruction.heredocs.map(({ content }) => ({ path, text: content.slice(0, maxText), start, end }));
  });
