import { homedir } from 'node:os';
import { join } from 'node:path';
import { type AdvisoryFolder, openAdvisories } from '../adapters/advisories/open.ts';

/** Where the command and the service look for the advisory database: `PLIMSOLL_ADVISORIES`, else the user's cache. */
export const advisoryFolder = (): string =>
  process.env['PLIMSOLL_ADVISORIES'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plimsoll', 'advisories');

/** Opened, or with nothing loaded when there is no database yet; a file that is refused is named on standard error and never used. */
export const openedAdvisories = async (folder: string = advisoryFolder()): Promise<AdvisoryFolder> => {
  const advisories = openAdvisories(folder);
  const state = await advisories.refresh();
  if (state.kind === 'refused') process.stderr.write(`plimsoll: advisory database not used: ${state.reason}\n`);
  return advisories;
};
