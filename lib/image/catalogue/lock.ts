import type { FindDetail } from '../layer/find.ts';
import { lockFormatOf, readLockFile } from '../lock/read.ts';
import { isDependency } from '../secret/rule.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';

const names = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'packages.lock.json',
  'go.mod',
  'gems.locked',
  'pylock.toml',
  'Package.resolved',
];
// Lists of the other kinds are part of a build more often than of what runs.
const passedOver = /(^|\/)(vendor|tests?|testdata|__tests__|fixtures?|examples?|docs?)\//;

/** What an application is locked to. It counts where nothing of it is seen installed (see the merge): a bundle, or a build without a list of its own. */
export const lockFiles: Cataloguer = {
  name: 'lock-file',
  on: { names, extensions: ['.lock', '.lockfile'] },
  wants: (path) => lockFormatOf(path) !== undefined && !isDependency(path) && !passedOver.test(path),
  maxBytes: 32 * megabyte,
  *read({ path, content }): Generator<FindDetail> {
    const reading = readLockFile(path, content.toString('utf8'));
    if (reading?.kind === 'malformed')
      yield { kind: 'problem', code: 'lock-file-malformed', message: `no ${reading.format} lock file by its content`, place: path };
    if (reading?.kind !== 'read') return;
    for (const { type, name, version, purl, development } of reading.packages)
      if (!development) yield { kind: 'package', package: { type, name, version, purl, path, confidence: 'lock-file' } };
  },
};
