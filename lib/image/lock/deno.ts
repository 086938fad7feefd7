import { objectAt, objectIn } from '../../model/json.ts';
import { createLocator } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** The npm packages of Deno's lock file: below `npm` since version 4, `packages.npm` in 3, `npm.packages` in 2. */
export const denoLock: LockFormat = {
  id: 'deno',
  files: /(^|\/)deno\.lock$/,
  *read(text) {
    const document = objectIn(text);
    if (!document) return false;
    const locate = createLocator(text);
    const npm = objectAt(document, 'npm');
    const groups = [npm, objectAt(npm, 'packages'), objectAt(objectAt(document, 'packages'), 'npm')];
    for (const key of groups.flatMap((group) => Object.keys(group))) {
      const match = /^((?:@[^/@]+\/)?[^/@]+)@(\d[^_]*)/.exec(key);
      if (match) yield locked('npm', { name: match[1] ?? '', version: match[2] ?? '', line: locate(key) });
    }
    return true;
  },
};
