import type { DockerfileFile } from '../../../dockerfile/file.ts';
import type { Patch } from '../../../model/patch.ts';
import { textPatch } from '../define.ts';
import type { Call, Run } from './call.ts';

/** Writes an option behind the verb of a call; null where the place cannot be edited. */
export const insertOption = (file: DockerfileFile, run: Run, call: Call, option: string, safe = true): Patch | null => {
  if (!call.verbWord || !call.command.exact) return null;
  const at = call.verbWord.end;
  const text = run.script.shell === null ? `, "${option}"` : ` ${option}`;
  return textPatch(file, [{ start: at, end: at, text }], safe);
};

/** Adds a command that runs after this one succeeded; null where that is not plain. */
export const appendCommand = (file: DockerfileFile, run: Run, call: Call, command: string): Patch | null => {
  const { command: after } = call;
  if (!after.exact || after.nested || after.pipeline !== -1 || run.script.shell === null || run.instruction.heredocs.length > 0)
    return null;
  return textPatch(file, [{ start: after.end, end: after.end, text: ` && ${command}` }]);
};
