import type { LockedPackage, LockFormat } from './lock-file.ts';
import { lockFormats } from './table.ts';

export type { LockedPackage } from './lock-file.ts';

/** A larger one is written by nobody; who holds the text is asked to look at its size first. */
export const largestLockFile = 64 * 1024 * 1024;

/** `malformed`: the name is that of a lock file and the text is not one. */
export type LockReading =
  | { readonly kind: 'read'; readonly format: string; readonly packages: readonly LockedPackage[] }
  | { readonly kind: 'malformed'; readonly format: string };

/** The kind of lock file that a path (with `/` between folders) names, or undefined; nothing is read for this. */
export const lockFormatOf = (path: string): LockFormat | undefined => lockFormats.find(({ files }) => files.test(path));

/**
 * The packages that a lock file fixes, each once, by name and version; undefined when the path is not that of a lock file.
 * One needed for development and for use is needed for use. Never throws, whatever the text is.
 */
export const readLockFile = (path: string, text: string): LockReading | undefined => {
  const format = lockFormatOf(path);
  if (!format) return undefined;
  const packages = new Map<string, LockedPackage>();
  if (text.length > largestLockFile || !collect(format, text, packages)) return { kind: 'malformed', format: format.id };
  return { kind: 'read', format: format.id, packages: [...packages.values()] };
};

const collect = (format: LockFormat, text: string, packages: Map<string, LockedPackage>): boolean => {
  const reading = format.read(text);
  for (let next = reading.next(); ; next = reading.next()) {
    if (next.done === true) return next.value;
    const known = packages.get(next.value.purl);
    if (!known) packages.set(next.value.purl, next.value);
    else if (known.development && !next.value.development) packages.set(next.value.purl, { ...known, development: false });
  }
};
