import type { FindDetail } from '../../layer/find.ts';
import type { TarEntry } from '../../tar/entry.ts';
import { megabyte } from '../cataloguer.ts';
import { readElf } from './elf.ts';
import { goMagic, goPackages, longestBuildInfo, readInlineBuild, readPointedBuild } from './go.ts';
import { createLinkedScan } from './go-linked.ts';
import { auditSection, rustPackages } from './rust.ts';

/** Looks through a program as it streams by. `again`: it has something that only the whole file tells. */
export type ProgramScan = { take(piece: Buffer, last: boolean): void; finds(): Iterable<FindDetail>; again(): boolean };

/** Whole programs are held in memory, so there is a bound. */
export const largestProgram = 256 * megabyte;

const smallest = 4096;
const libraryName = /\.(so(\.[\d.]+)?|exe|dll)$/i;

export const mayBeProgram = ({ kind, mode, size }: TarEntry, name: string): boolean =>
  kind === 'file' && size >= smallest && ((mode & 0o111) !== 0 || libraryName.test(name));

// ELF, PE, and Mach-O in both byte orders and as a universal binary.
const programStart = /^(\x7fELF|MZ|\xcf\xfa\xed\xfe|\xfe\xed\xfa\xcf|\xce\xfa\xed\xfe|\xfe\xed\xfa\xce|\xca\xfe\xba\xbe)/;
/** Section names stand near the end of the file. */
const tailLength = 64 * 1024;

export const createProgramScan = (path: string, size: number): ProgramScan => {
  let at = 0;
  let carry: Buffer = Buffer.alloc(0);
  let capture: Buffer | undefined;
  let build: { readonly version: string; readonly modules: string } | undefined;
  let wantsAgain = false;
  let isProgram = true;
  const linked = createLinkedScan();

  const search = (bytes: Buffer, from: number): void => {
    const hit = bytes.indexOf(goMagic, from);
    if (hit < 0) carry = Buffer.from(bytes.subarray(Math.max(0, bytes.length - goMagic.length + 1)));
    else onCapture(bytes.subarray(hit));
  };
  const onCapture = (bytes: Buffer): void => {
    const read = readInlineBuild(bytes);
    if (read.kind === 'more' && bytes.length < longestBuildInfo) capture = Buffer.from(bytes);
    else if (read.kind === 'read') build = read.build;
    else if (read.kind === 'pointers') wantsAgain = true;
    else search(bytes, 1);
  };

  return {
    take: (piece) => {
      if (at === 0) isProgram = programStart.test(piece.toString('latin1', 0, 4));
      const offset = at;
      at += piece.length;
      if (!isProgram || size > largestProgram * 4) return;
      // Linkers place the table of functions ahead of what tells of the build.
      if (!build) linked.take(piece, offset);
      if (at > size - tailLength && piece.includes(auditSection)) wantsAgain = true;
      if (build || wantsAgain) return;
      if (capture) {
        const whole: Buffer = Buffer.concat([capture, piece]);
        capture = undefined;
        onCapture(whole);
        return;
      }
      const seam = Buffer.concat([carry, piece.subarray(0, goMagic.length - 1)]);
      if (carry.length > 0 && seam.includes(goMagic)) onCapture(Buffer.concat([carry, piece]));
      else search(piece, 0);
    },
    finds: () => (build ? goPackages(build, path, linked.packages()) : []),
    again: () => wantsAgain,
  };
};

/** What a program tells when it is there as a whole: Rust's list of crates, and the build of an old Go. */
export function* readProgram(file: Buffer, path: string): Generator<FindDetail> {
  const elf = readElf(file);
  if (!elf) return;
  yield* rustPackages(elf, path);
  for (let at = file.indexOf(goMagic); at >= 0; at = file.indexOf(goMagic, at + 1)) {
    const inline = readInlineBuild(file.subarray(at, at + longestBuildInfo));
    const build = inline.kind === 'read' ? inline.build : readPointedBuild(file, at, elf.place);
    if (!build) continue;
    const linked = createLinkedScan();
    linked.take(file, 0);
    yield* goPackages(build, path, linked.packages());
    return;
  }
}
