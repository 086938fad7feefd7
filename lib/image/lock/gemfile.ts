import { linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** Bundler's: gems stand four blanks deep below `specs:`; those of PATH are the project's own. */
export const gemfileLock: LockFormat = {
  id: 'bundler',
  files: /(^|\/)(Gemfile(\.[\w-]+)?\.lock|gems\.locked)$/,
  *read(text) {
    let section = '';
    let isLock = text.trim() === '';
    for (const { text: line, number } of linesOf(text)) {
      if (/^[A-Z][A-Z ]*$/.test(line)) {
        section = line;
        isLock = true;
      }
      const match = section === 'GEM' || section === 'GIT' ? /^ {4}([\w.-]+) \(([^\s()]+)\)$/.exec(line) : null;
      if (!match) continue;
      // `1.16.0-x86_64-linux` is version and platform.
      const version = (match[2] ?? '').split('-', 1)[0] ?? '';
      yield locked('gem', { name: match[1] ?? '', version, line: number });
    }
    return isLock;
  },
};
