import { type Command, Option } from 'commander';

/** The service that a command asks. */
export const asked = (command: Command): Command =>
  command
    .addOption(new Option('--server <address>', 'the service’s address').env('PLIMSOLL_URL'))
    .addOption(new Option('--token <key>', 'an API key; better given as PLIMSOLL_TOKEN').env('PLIMSOLL_TOKEN'));
