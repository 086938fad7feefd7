import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const fileName = '.plimsoll.yaml';

/** The file of settings: the one that is named (none for ''), else the nearest from here upward, as far as the repository goes. */
export const settingsPlace = (named: string | undefined): string | undefined => {
  if (named !== undefined) return named === '' ? undefined : named;
  for (let folder = resolve('.'); ; folder = dirname(folder)) {
    const path = join(folder, fileName);
    if (existsSync(path)) return path;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
};
