import { objectAt, objectIn, stringAt } from '../../model/json.ts';
import { createLocator } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** Source: pypa/pipfile, "Pipfile.lock". */
export const pipfileLock: LockFormat = {
  id: 'pipfile',
  files: /(^|\/)Pipfile\.lock$/,
  *read(text) {
    const document = objectIn(text);
    if (!document) return false;
    const locate = createLocator(text);
    for (const group of ['default', 'develop']) {
      locate(group);
      for (const [name, entry] of Object.entries(objectAt(document, group))) {
        const version = /^={2,3}\s*([^\s,;]+)$/.exec(stringAt(entry, 'version') ?? '')?.[1];
        if (version) yield locked('pypi', { name, version, line: locate(name), development: group === 'develop' });
      }
    }
    return true;
  },
};
