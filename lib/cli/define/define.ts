import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';

/** Adds commands to the program. What a command's work gives is handed to `finish`; modules are imported when the command is called. */
export type Define = (program: Command, finish: (exit: ExitCode) => void) => void;
