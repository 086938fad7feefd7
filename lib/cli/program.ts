import { Command, CommanderError } from 'commander';
import { AppError } from '../model/error.ts';
import { defineAdvisories } from './define/advisories.ts';
import type { Define } from './define/define.ts';
import { addExamples } from './define/examples.ts';
import { addGroups } from './define/groups.ts';
import { defineIncident } from './define/incident.ts';
import { defineFix, defineJudging } from './define/judge.ts';
import { defineManage } from './define/manage.ts';
import { definePolicy } from './define/policy.ts';
import { defineRemote } from './define/remote.ts';
import { defineServe } from './define/serve.ts';
import { defineSupport } from './define/support.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import { settingsPlace } from './settings-place.ts';
import { version } from './version.ts';

const definitions: readonly Define[] = [
  defineJudging,
  defineFix,
  defineRemote,
  defineManage,
  definePolicy,
  defineAdvisories,
  defineIncident,
  defineServe,
  defineSupport,
];

/** Every command there is. */
export const defineAll: Define = (program, finish) => {
  for (const define of definitions) define(program, finish);
};

/** Runs one command line and gives its exit code. Commands are imported when they are called: `check` never loads the service. */
export const run = async (words: readonly string[]): Promise<ExitCode> => {
  let exit: ExitCode = exitCodes.allow;
  const program = new Command('plimsoll')
    .description('One verdict over image, Kubernetes manifests and Dockerfile.')
    .version(version, '--version')
    .exitOverride()
    .showSuggestionAfterError(true)
    .showHelpAfterError('(--help says what there is)')
    .addHelpText('after', '\nExit codes: 0 allow or warn, 1 deny, 2 usage or unreadable input, 3 not decided, 4 unsupported.');
  const finish = (code: ExitCode): void => {
    exit = code;
  };
  defineAll(program, finish);
  addGroups(program);
  addExamples(program);
  program.hook('preAction', async (_, command) => {
    const place = settingsPlace(process.env['PLIMSOLL_CONFIG']);
    if (place !== undefined) (await import('./settings-file.ts')).applySettingsFile(command, place);
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return exit;
  } catch (error) {
    return report(error);
  }
};

const report = (error: unknown): ExitCode => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.allow : exitCodes.usage;
  if (error instanceof AppError) {
    process.stderr.write(`plimsoll: ${error.publicMessage}\n${placesOf(error)}`);
    return exitOf(error);
  }
  process.stderr.write(`plimsoll: unexpected error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCodes.undecided;
};

const placesOf = (error: AppError): string =>
  error.places
    .filter(({ message, file, pointer }) => !error.publicMessage.endsWith([file ?? pointer, message].filter(Boolean).join(': ')))
    .map(({ file, line, column, pointer, message, fix }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(':') || pointer;
      return `  ${place ? `${place}: ` : ''}${message}${fix ? ` (${fix})` : ''}\n`;
    })
    .join('');

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
