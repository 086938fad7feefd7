import { readFileSync, realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';

/** A larger file is no template that somebody wrote, and no packaged chart. */
const largest = 4 * 1024 * 1024;

/** The text of a template at or below a folder, links followed; undefined for what is outside, no file, or cannot be read. */
export const templateBelow = (root: string, path: string): string | undefined => bytesBelow(root, path)?.toString('utf8');

/** The same as bytes. */
export const bytesBelow = (root: string, path: string): Buffer | undefined => {
  try {
    const folder = realpathSync(root);
    const file = realpathSync(path);
    if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
    const stat = statSync(file);
    return stat.isFile() && stat.size <= largest ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
};
