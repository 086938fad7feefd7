import type { DockerfileFile } from '../../../dockerfile/file.ts';
import type { ShellCommand } from '../../../dockerfile/shell/command.ts';
import { declarationAt } from '../../../dockerfile/variables.ts';
import type { Call, Run } from './call.ts';

/** The value that a variable has for a command: set before it on its line, exported earlier in the step, else by ENV or ARG; null when nothing sets it. */
export const environmentValue = (
  file: DockerfileFile,
  { instruction, script }: Run,
  { command, at }: Call,
  name: string,
): string | null => {
  const own = command.assignments.find((assignment) => assignment.name === name);
  const exporter = script.commands.findLast(
    (other, place) =>
      place < at && other.name === 'export' && isSeenBy(command, other) && other.assignments.some((item) => item.name === name),
  );
  const set = own ?? exporter?.assignments.find((assignment) => assignment.name === name);
  if (set) return set.value;
  const declared = declarationAt(file, instruction, name);
  return declared === undefined || declared === 'base' ? null : declared.assignment.value;
};

/** What a subshell exports ends there; a script in quotes is one, and its commands have its own place. */
const isSeenBy = (command: ShellCommand, exporter: ShellCommand): boolean =>
  !exporter.nested || (!exporter.exact && exporter.start === command.start);
