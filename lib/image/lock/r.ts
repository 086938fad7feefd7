import { objectAt, objectIn, stringAt } from '../../model/json.ts';
import { createLocator } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** Source: rstudio.github.io/renv, "Lockfiles". Only what comes from a repository has a version that advisories speak of. */
export const renvLock: LockFormat = {
  id: 'renv',
  files: /(^|\/)renv\.lock$/,
  *read(text) {
    const document = objectIn(text);
    if (!document) return false;
    const locate = createLocator(text);
    for (const [name, entry] of Object.entries(objectAt(document, 'Packages'))) {
      const version = stringAt(entry, 'Version');
      if (version && stringAt(entry, 'Source') === 'Repository') yield locked('cran', { name, version, line: locate(name) });
    }
    return true;
  },
};
