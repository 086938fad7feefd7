import type { Command } from 'commander';
import { completionScript, shells } from '../complete.ts';
import { type ExitCode, exitCodes } from '../exit.ts';

/** `plimsoll completion`. Exits 2 for a shell that it does not know. */
export const completion = (program: Command, name: string): ExitCode => {
  const shell = shells.find((each) => each === name);
  if (!shell) return exitCodes.usage;
  process.stdout.write(completionScript(program, shell));
  return exitCodes.allow;
};
