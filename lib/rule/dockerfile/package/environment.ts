import type { DockerfileFile } from '../../../dockerfile/file.ts';
import { declarationAt } from '../../../dockerfile/variables.ts';
import type { Call, Run } from './call.ts';

/** The value that a variable has for a command: set before it on its line, else by ENV or ARG; null when neither sets it. */
export const environmentValue = (file: DockerfileFile, { instruction }: Run, { command }: Call, name: string): string | null => {
  const own = command.assignments.find((assignment) => assignment.name === name);
  if (own) return own.value;
  const declared = declarationAt(file, instruction, name);
  return declared === undefined || declared === 'base' ? null : declared.assignment.value;
};
