import { linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** YAML as `dart pub` writes it. Source: dart.dev/tools/pub/glossary, "Lockfile". `path` and `sdk` are no packages of a registry. */
export const pubspecLock: LockFormat = {
  id: 'pub',
  files: /(^|\/)pubspec\.lock$/,
  *read(text) {
    let isLock = false;
    let entry: { readonly name: string; readonly line: number; development: boolean; isOther: boolean } | undefined;
    for (const { text: line, number } of linesOf(text)) {
      if (line === 'packages:') isLock = true;
      else if (/^\S/.test(line)) entry = undefined;
      const name = isLock ? /^ {2}([\w.-]+):$/.exec(line)?.[1] : undefined;
      if (name) entry = { name, line: number, development: false, isOther: false };
      const [, key, value] = /^ {4}(dependency|source|version): "?([^"]+)"?$/.exec(line) ?? [];
      if (!entry) continue;
      if (key === 'dependency') entry.development = value === 'direct dev';
      else if (key === 'source') entry.isOther = value === 'path' || value === 'sdk';
      else if (key === 'version' && value && !entry.isOther) yield locked('pub', { ...entry, version: value });
    }
    return isLock;
  },
};
