import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { AppError } from '../model/error.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import { version } from './version.ts';

/** Runs one command line and gives its exit code. Commands are imported when they are called: `check` never loads the service. */
export const run = async (words: readonly string[]): Promise<ExitCode> => {
  let exit: ExitCode = exitCodes.allow;
  const program = new Command('plimsoll')
    .description('One verdict over image, Kubernetes manifests and Dockerfile.')
    .version(version, '--version')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError(true)
    .addHelpText('after', '\nExit codes: 0 allow or warn, 1 deny, 2 usage or unreadable input, 3 not decided, 4 unsupported.');

  judging(program.command('check'))
    .description('judge manifests, Dockerfiles and images together, without a server')
    .argument('<target...>', 'files, folders, image references, or - for standard input')
    .addHelpText(
      'after',
      '\nExamples:\n  plimsoll check deploy/\n  helm template . | plimsoll check -\n  plimsoll check k8s/ Dockerfile registry.example.com/app:1.4 --policy restricted',
    )
    .action(async (targets: string[], options) => {
      const { check } = await import('./command/check.ts');
      exit = await check(targets, options);
    });

  judging(program.command('image'))
    .description(
      'inspect and judge an image: a reference, an OCI layout folder, a docker save archive, or - for an archive on standard input',
    )
    .argument('<reference>')
    .option('--inventory', 'add packages, files, secrets and configuration to JSON output')
    .action(async (reference: string, options) => {
      const { image } = await import('./command/image.ts');
      exit = await image(reference, options);
    });

  program
    .command('serve')
    .description('run API and worker in one process on SQLite')
    .option('--home <folder>', 'where data is kept', process.env['PLIMSOLL_HOME'] ?? '.plimsoll')
    .option('--port <number>', 'port to listen on; 0 picks one', portNumber, portNumber(process.env['PLIMSOLL_PORT'] ?? '8080'))
    .option('--host <address>', 'address to listen on', process.env['PLIMSOLL_HOST'] ?? '127.0.0.1')
    .action(async (options) => {
      const { serve } = await import('./command/serve.ts');
      exit = await serve(options);
    });

  const advisories = program.command('advisories').description('the advisory database that images are matched against');
  advisories
    .command('import')
    .description('build the database from OSV records: folders, zips as OSV publishes them, or single files')
    .argument('<source...>')
    .option('--into <folder>', 'where the database is kept')
    .option('--kev <file>', "CISA's catalogue of known exploited vulnerabilities")
    .option('--epss <file>', "FIRST's daily scores, packed or not")
    .action(async (sources: string[], options) => {
      const { importAdvisories } = await import('./command/advisories.ts');
      exit = await importAdvisories(sources, options);
    });
  advisories
    .command('status')
    .description('what is loaded and how old it is')
    .option('--into <folder>', 'where the database is kept')
    .action(async (options) => {
      const { advisoryStatus } = await import('./command/advisories.ts');
      exit = await advisoryStatus(options);
    });

  try {
    await program.parseAsync(words, { from: 'user' });
    return exit;
  } catch (error) {
    return report(error);
  }
};

const judging = (command: Command): Command =>
  command
    .addOption(
      new Option('--policy <name|file>', 'a built-in policy (starter, baseline, restricted, quick-wins) or a policy file').default(
        'starter',
      ),
    )
    .addOption(
      new Option('--rules <which>', 'judge by every rule at its own severity, whatever the policy says')
        .choices(['policy', 'all'])
        .default('policy'),
    )
    .option('--format <name>', 'text, json, sarif, junit, markdown, …', 'text')
    .option('--platform <os/arch[/variant]|all>', 'which platform of a multi-platform image')
    .option('--environment <name>', 'the environment that the change goes to')
    .addOption(new Option('--fail-on <decision>', 'exit 1 from this decision on').choices(['warn', 'deny']).default('deny'))
    .addOption(
      new Option('--on-error <decision>', 'what to exit with when it cannot be decided')
        .choices(['allow', 'deny', 'unknown'])
        .default('unknown'),
    )
    .option('--output <file>', 'write there instead of standard output')
    .option('--quiet', 'no output but errors; the exit code tells');

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('a port is a whole number from 0 to 65535.');
  return port;
}

const report = (error: unknown): ExitCode => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.allow : exitCodes.usage;
  if (error instanceof AppError) {
    process.stderr.write(`plimsoll: ${error.publicMessage}\n`);
    for (const { file, line, column, pointer, message, fix } of error.places) {
      const place = [file, line, column].filter((part) => part !== undefined).join(':') || pointer;
      if (message !== error.publicMessage) process.stderr.write(`  ${place ? `${place}: ` : ''}${message}${fix ? ` (${fix})` : ''}\n`);
    }
    return exitOf(error);
  }
  process.stderr.write(`plimsoll: unexpected error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.undecided;
};

/** Wrong input is the caller's to mend; a registry that does not answer is not decided; an image we cannot read is unsupported. */
const exitOf = (error: AppError): ExitCode => {
  switch (error.code) {
    case 'image-unsupported':
      return exitCodes.unsupported;
    case 'registry-unavailable':
    case 'registry-rate-limited':
    case 'timed-out':
    case 'unavailable':
    case 'internal':
      return exitCodes.undecided;
    default:
      return exitCodes.usage;
  }
};
