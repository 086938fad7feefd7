import { isList, listAt, objectAt, objectIn, stringAt } from '../../model/json.ts';
import { createLocator } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** Source: getcomposer.org, "composer.lock - The lock file". */
export const composerLock: LockFormat = {
  id: 'composer',
  files: /(^|\/)composer\.lock$/,
  *read(text) {
    const document = objectIn(text);
    if (!isList(document?.['packages'])) return false;
    const locate = createLocator(text);
    for (const group of ['packages', 'packages-dev']) {
      locate(group);
      for (const entry of listAt(document, group)) {
        const [name, version] = [stringAt(entry, 'name'), stringAt(entry, 'version')];
        // From a folder of the project: its own code.
        if (!name || !version || stringAt(objectAt(entry, 'dist'), 'type') === 'path') continue;
        const line = locate(name);
        yield locked('composer', { name, version: version.replace(/^v(?=\d)/, ''), line, development: group !== 'packages' });
      }
    }
    return true;
  },
};
