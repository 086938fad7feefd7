import { standardOutput, unwritable } from './emit.ts';
import { exitCodes } from './exit.ts';
import { run } from './program.ts';

let isUnwritable = false;

// Whoever reads the output may have seen enough, as `head` does; the exit code still tells the decision. What cannot be written ends a command with
// the code of a mistake, which no decision has, and leaves a service alone: it answers without its log.
process.stdout.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE' || isUnwritable) return;
  isUnwritable = true;
  process.stderr.write(`plimsoll: ${unwritable(standardOutput, code).publicMessage}\n`);
  process.exitCode = exitCodes.usage;
});

run(process.argv.slice(2)).then((code) => {
  process.exitCode = isUnwritable ? exitCodes.usage : code;
});
