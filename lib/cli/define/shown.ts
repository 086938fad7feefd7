import { type Command, Option } from 'commander';
import { asked } from './asked.ts';

/** A command that shows what a service answers. */
export const shown = (command: Command): Command =>
  asked(command).addOption(new Option('--format <name>').choices(['text', 'json']).default('text'));
