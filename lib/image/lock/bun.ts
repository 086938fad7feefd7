import { linesOf } from './lines.ts';
import type { LockFormat } from './lock-file.ts';
import { locked } from './package.ts';

/** Bun's text form: JSON with commas at the ends, a package a line. Source: bun.sh/docs/pm/lockfile. */
export const bunLock: LockFormat = {
  id: 'bun',
  files: /(^|\/)bun\.lock$/,
  *read(text) {
    let isLock = false;
    let inPackages = false;
    for (const { text: line, number } of linesOf(text)) {
      if (/^\s{0,4}"lockfileVersion":/.test(line)) isLock = true;
      if (/^\s{0,4}"packages": \{/.test(line)) inPackages = true;
      const match = inPackages ? /^\s{2,8}"[^"]+": \["((?:@[^/@"]+\/)?[^@"]+)@(\d[^"]*)"/.exec(line) : null;
      if (match) yield locked('npm', { name: match[1] ?? '', version: match[2] ?? '', line: number });
    }
    return isLock;
  },
};
