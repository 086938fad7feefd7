import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../model/error.ts';
import { type GitIgnore, gitIgnore } from './gitignore.ts';

/** More than this is no repository that one run should read. */
const maxFiles = 200_000;
const maxListing = 200_000;
const maxOutput = 256 * 1024 * 1024;

/** Paths below a folder that belong to the repository: tracked, or new and not ignored. Without git the .gitignore files decide. */
export const repositoryFiles = (folder: string): readonly string[] => {
  const listed = git(folder, ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  const paths = listed === null ? [...notIgnored(folder, '', gitIgnore())] : [...new Set(listed)];
  if (paths.length > maxFiles) throw new AppError('too-large', `${folder}: more than ${maxFiles} files`);
  return paths.sort();
};

/** Of those, the ones that differ from a commit. Throws AppError `invalid-request` where git cannot tell. */
export const changedSince = (folder: string, ref: string): readonly string[] => {
  // A word with a dash would be an option of git.
  const changed = ref.startsWith('-')
    ? null
    : git(folder, ['diff', '--name-only', '-z', '--relative', '--no-ext-diff', '--diff-filter=d', ref, '--']);
  const added = git(folder, ['ls-files', '-z', '--others', '--exclude-standard']);
  if (changed === null || added === null) throw new AppError('invalid-request', `${ref}: git knows no such commit in ${folder}`);
  return [...new Set([...changed, ...added])].sort();
};

export type Listing = { readonly files: readonly { readonly path: string; readonly size: number }[]; readonly isPartial: boolean };

/** Everything below a folder that a build would be given, ignored by git or not; the first files only when there are very many. `skips`: folders not to enter. */
export const listing = (folder: string, skips: (path: string) => boolean = () => false): Listing => {
  const files: { path: string; size: number }[] = [];
  const waiting = [''];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    for (const entry of entriesOf(join(folder, below))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skips(path)) waiting.push(path);
      } else if (entry.isFile()) {
        if (files.length >= maxListing) return { files: sorted(files), isPartial: true };
        files.push({ path, size: sizeOf(join(folder, path)) });
      }
    }
  }
  return { files: sorted(files), isPartial: false };
};

const sorted = <Item extends { readonly path: string }>(files: Item[]): Item[] => files.sort((a, b) => (a.path < b.path ? -1 : 1));

const sizeOf = (path: string): number => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;

function* notIgnored(root: string, below: string, ignored: GitIgnore): Generator<string> {
  const own = join(root, below, '.gitignore');
  const here = existsSync(own) ? ignored.with(below, readFileSync(own, 'utf8')) : ignored;
  for (const entry of entriesOf(join(root, below))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.name === '.git' || here.excludes(path, entry.isDirectory())) continue;
    if (entry.isDirectory()) yield* notIgnored(root, path, here);
    else if (entry.isFile()) yield path;
  }
}

/** A folder that may not be read, or went away, holds nothing for us. */
const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
};

/** What git prints, cut at NUL; null when there is no git or no repository. A repository's own settings may name programs to run: that one is switched off. */
const git = (folder: string, words: readonly string[]): readonly string[] | null => {
  try {
    const printed = execFileSync('git', ['-c', 'core.fsmonitor=false', '-C', folder, ...words], {
      encoding: 'utf8',
      maxBuffer: maxOutput,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return printed.split('\0').filter((path) => path !== '');
  } catch {
    return null;
  }
};
