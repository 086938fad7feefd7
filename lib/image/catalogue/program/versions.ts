import type { FoundPackage } from '../../layer/find.ts';
import { purl } from '../purl.ts';
import { type VersionRow, versionRows } from './versions.table.ts';

/** Looks for the version that a program tells of itself, as it streams by. */
export type VersionScan = { take(piece: Buffer, last: boolean): void; found(): FoundPackage | undefined };

type Wanted = { readonly row: VersionRow; readonly literal: Buffer };

// A place or two hold the version; content made of nothing but the literal ends here.
const maxPlaces = 10_000;
const elf = Buffer.from('\x7fELF', 'latin1');

/** null for a file whose name no row has. */
export const createVersionScan = (path: string, name: string): VersionScan | null => {
  const wanted = wantedFor(name);
  if (!wanted) return null;
  const { row, literal } = wanted;
  const before = row.before ?? 0;
  let carry: Buffer | undefined;
  let searched = 0;
  let version: string | undefined;
  let places = 0;
  let isJudged = false;
  let isProgram = true;
  return {
    take: (piece, last) => {
      if (!isProgram || version !== undefined || places > maxPlaces) return;
      const bytes: Buffer = carry ? Buffer.concat([carry, piece]) : piece;
      if (!isJudged && (bytes.length >= elf.length || last)) {
        isJudged = true;
        isProgram = bytes.subarray(0, elf.length).equals(elf);
        if (!isProgram) return;
      }
      // A number that is cut by the end of the piece would read as a shorter one, so its window waits until it is there as a whole.
      const end = last ? bytes.length : bytes.length - row.after;
      for (let at = bytes.indexOf(literal, searched); at >= 0 && at <= end; at = bytes.indexOf(literal, at + 1)) {
        places += 1;
        const window = bytes.toString('latin1', Math.max(0, at - before), at + row.after);
        version = row.pattern.exec(window)?.slice(1).join('.');
        if (version !== undefined || places > maxPlaces) return;
      }
      const next = Math.max(searched, end + 1);
      const kept = isJudged ? Math.max(0, next - before) : 0;
      carry = Buffer.from(bytes.subarray(kept));
      searched = isJudged ? next - kept : 0;
    },
    found: () => (version === undefined ? undefined : programPackage(row.name, version, path)),
  };
};

/** Whether a file of this name may tell its version. */
export const tellsVersion = (name: string): boolean => versionRows.some(({ files }) => files.test(name));

const wantedFor = (name: string): Wanted | undefined => {
  for (const row of versionRows) {
    const match = row.files.exec(name);
    if (match) return { row, literal: Buffer.from(row.literal.replace('{minor}', match[1] ?? ''), 'latin1') };
  }
  return undefined;
};

/** A program that no package database names, by what it says of itself. */
export const programPackage = (name: string, version: string, path: string): FoundPackage => ({
  type: 'generic',
  name,
  version,
  purl: purl({ type: 'generic', name, version }),
  path,
  confidence: 'version-string',
});
