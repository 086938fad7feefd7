import { compareBuilds } from '../../adapters/advisories/compare.ts';
import { readPointer } from '../../adapters/advisories/pointer.ts';
import { AppError } from '../../model/error.ts';
import { advisoryFolder } from '../advisory-folder.ts';
import { type ExitCode, exitCodes } from '../exit.ts';

export type DiffOptions = { readonly into?: string; readonly format?: string };

const shown = 20;

/** `plimsoll advisories diff`: what the database in use says otherwise than the one before it. */
export const diffAdvisories = async (options: DiffOptions): Promise<ExitCode> => {
  const folder = options.into ?? advisoryFolder();
  const pointer = readPointer(folder);
  if (typeof pointer === 'string') throw new AppError('unavailable', `there is no advisory database in ${folder}`);
  if (pointer.previous === null) throw new AppError('unavailable', 'there is no build before the one in use');
  const difference = await compareBuilds(folder, pointer.previous.digest, pointer.digest);
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify({ before: pointer.previous.digest, after: pointer.digest, ...difference }, null, 2)}\n`);
    return exitCodes.allow;
  }
  const line = (what: string, list: readonly string[]): string => {
    const more = list.length > shown ? ` and ${list.length - shown} more` : '';
    return `${String(list.length).padStart(7)} ${what}${list.length > 0 ? `: ${list.slice(0, shown).join(', ')}${more}` : ''}\n`;
  };
  process.stdout.write(
    line('records added', difference.added) +
      line('records removed', difference.removed) +
      line('records modified', difference.modified) +
      line('issues newly known to be exploited', difference.exploited) +
      line(
        'packages about which it says otherwise',
        difference.packages.map(({ ecosystem, name }) => `${ecosystem} ${name}`),
      ),
  );
  return exitCodes.allow;
};
