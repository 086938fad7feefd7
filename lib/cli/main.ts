import { run } from './program.ts';

// Whoever reads the output may have seen enough, as `head` does; the exit code still tells the decision.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
