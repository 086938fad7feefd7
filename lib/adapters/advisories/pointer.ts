import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, isDigest } from '../../model/digest.ts';
import { type Json, memberOf, stringAt } from '../../model/json.ts';

export type BuiltFile = { readonly file: string; readonly digest: Digest };
/** `current.json`: the build in use, and the one before it, for when this one cannot be read. */
export type Pointer = BuiltFile & { readonly previous: BuiltFile | null };

const pointerName = 'current.json';
/** A build that is under way somewhere must not lose its file to another's tidying. */
const tidyAfterMs = 60 * 60_000;

/** A file is named by its content. */
export const fileOf = (digest: Digest): string => `advisories-${digest.slice(7, 23)}.db`;

/** `none`: nothing was ever built here. `broken`: the pointer itself cannot be read. */
export const readPointer = (folder: string): Pointer | 'none' | 'broken' => {
  const path = join(folder, pointerName);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return 'none';
  try {
    const value: Json = JSON.parse(readFileSync(path, 'utf8'));
    const current = builtFile(value);
    return current === null ? 'broken' : { ...current, previous: builtFile(memberOf(value, 'previous')) };
  } catch {
    return 'broken';
  }
};

// The name is checked so that a pointer cannot lead out of the folder.
const builtFile = (value: Json | undefined): BuiltFile | null => {
  const file = stringAt(value, 'file');
  const digest = stringAt(value, 'digest');
  return file !== undefined && /^advisories-[0-9a-f]{16}\.db$/.test(file) && digest !== undefined && isDigest(digest)
    ? { file, digest }
    : null;
};

/** A rename replaces the pointer in one step; `before` is what it named when this build was done. */
export const writePointer = (folder: string, built: BuiltFile, aside: string): void => {
  const before = readPointer(folder);
  const former =
    typeof before === 'string' ? null : before.file === built.file ? before.previous : { file: before.file, digest: before.digest };
  writeFileSync(aside, JSON.stringify({ ...built, previous: former }));
  renameSync(aside, join(folder, pointerName));
};

/** Removes builds that nothing points to and what crashed builds left. Readers that have one open keep it until they close it. */
export const tidy = (folder: string, now: number): void => {
  const pointer = readPointer(folder);
  if (typeof pointer === 'string') return;
  const kept = new Set([pointer.file, pointer.previous?.file].flatMap((file) => (file ? [file, `${file}.verified`] : [])));
  for (const file of readdirSync(folder)) {
    if (kept.has(file) || !/^(advisories-[0-9a-f]{16}\.db|building-|pulling-|current-)/.test(file)) continue;
    const stat = statSync(join(folder, file), { throwIfNoEntry: false });
    if (stat !== undefined && now - stat.mtimeMs > tidyAfterMs) rmSync(join(folder, file), { force: true });
  }
};
