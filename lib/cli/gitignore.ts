import { type IgnoreFile, parseIgnore } from '../dockerfile/ignore.ts';

/** What the .gitignore files from the root down to a folder leave out. A folder that is left out is not entered, so nothing in it comes back. */
export type GitIgnore = {
  excludes(path: string, isFolder: boolean): boolean;
  /** The same with the .gitignore of a folder below; later patterns win. */
  with(folder: string, text: string): GitIgnore;
};

/** Source: gitignore(5). Written as patterns of .dockerignore, which match from the root and have the same wildcards. */
export const gitIgnore = (lines: readonly string[] = []): GitIgnore => {
  const ofFolders: IgnoreFile = parseIgnore(lines.map((line) => line.replace(/\/$/, '')).join('\n'), 'git');
  const ofFiles: IgnoreFile = parseIgnore(lines.filter((line) => !line.endsWith('/')).join('\n'), 'git');
  return {
    excludes: (path, isFolder) => (isFolder ? ofFolders : ofFiles).excludedBy(path) !== null,
    with: (folder, text) => gitIgnore([...lines, ...text.split(/\r?\n/).flatMap((line) => patternIn(folder, line))]),
  };
};

const patternIn = (folder: string, line: string): string[] => {
  // Spaces at the end count only behind a backslash.
  const written = line.replace(/(?<!\\)[ \t]+$/, '');
  if (written === '' || written.startsWith('#')) return [];
  const isNegated = written.startsWith('!');
  const pattern = isNegated ? written.slice(1) : written;
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  const base = folder === '' ? '' : `${folder.replace(/[*?[\\]/g, '\\$&')}/`;
  // gitignore(5): `!` negates a class, and `**` that is no folder of its own is one star.
  const folders = pattern
    .split('/')
    .map((part) => (part === '**' ? part : part.replace(/\*{2,}/g, '*').replace(/(?<!\\)\[!/g, '[^')))
    .join('/');
  return [`${isNegated ? '!' : ''}${base}${isAnchored ? folders.replace(/^\//, '') : `**/${folders}`}`];
};
