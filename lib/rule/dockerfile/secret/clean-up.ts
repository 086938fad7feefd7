import { posix } from 'node:path';
import type { DockerfileFile } from '../../../dockerfile/file.ts';
import type { ShellCommand } from '../../../dockerfile/shell/command.ts';
import type { TextEdit } from '../../../model/patch.ts';
import type { Run } from '../package/call.ts';
import { withoutLines } from './mount.ts';

type Cleared = { readonly edits: readonly TextEdit[]; readonly runs: readonly Run[] };

/** Commands that would fail on a mounted file: it can be neither deleted nor given away. */
const changing = new Set(['rm', 'unlink', 'shred', 'chmod', 'chown']);

/**
 * Takes away the commands that delete a file or change its mode. `runs` are those that stay and still have the file. Null where such a command does
 * more, or stands where it cannot be cut out.
 */
export const withoutFile = (file: DockerfileFile, runs: readonly Run[], target: string): Cleared | null => {
  const edits: TextEdit[] = [];
  const kept: Run[] = [];
  let isGone = false;
  for (const run of runs) {
    const found = run.script.commands.filter(
      (command) => changing.has(command.name) && operands(command).some((word) => isFile(word, target)),
    );
    const [only] = found;
    if (!only) {
      if (!isGone) kept.push(run);
      continue;
    }
    if (found.length > 1 || operands(only).some((word) => !isFile(word, target))) return null;
    const deletes = only.name !== 'chmod' && only.name !== 'chown';
    if (run.script.commands.length === 1) {
      isGone ||= deletes;
      edits.push(withoutLines(file, run.instruction));
      continue;
    }
    const edit = cutOut(file, run, only);
    if (edit === null) return null;
    edits.push(edit);
    if (!isGone) kept.push(run);
    isGone ||= deletes;
  }
  return { edits, runs: kept };
};

const operands = ({ name, words }: ShellCommand): readonly string[] => {
  const all = words.slice(1).flatMap(({ value }) => (value.startsWith('-') ? [] : [value]));
  return name === 'chmod' || name === 'chown' ? all.slice(1) : all;
};

const isFile = (word: string, target: string): boolean => {
  if (posix.isAbsolute(word)) return posix.normalize(word) === target;
  if (word.startsWith('~/')) return posix.join('/root', word.slice(2)) === target;
  return posix.normalize(word) === posix.basename(target);
};

/** With the `&&` or `;` that joins it to its neighbour. */
const cutOut = (file: DockerfileFile, { script, instruction }: Run, command: ShellCommand): TextEdit | null => {
  if (!command.exact || command.nested || command.pipeline !== -1 || instruction.heredocs.length > 0) return null;
  const at = script.commands.indexOf(command);
  const before = script.commands[at - 1];
  const next = script.commands[at + 1];
  const joins = (from: number, to: number): boolean => /^(?:&&|;)$/.test(file.text.slice(from, to).replace(/[\s\\]+/g, ''));
  if (before?.exact && !before.nested && joins(before.end, command.start)) return { start: before.end, end: command.end, text: '' };
  if (!before && next?.exact && joins(command.end, next.start)) return { start: command.start, end: next.start, text: '' };
  return null;
};
