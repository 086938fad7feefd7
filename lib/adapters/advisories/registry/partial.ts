import { readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../../model/digest.ts';

/** A download that may be cut off and gone on with. `claim` gives the path to append to; `release` leaves it for the next who tries. */
export type PartialDownload = { claim(): string; release(path: string): void };

/** Packed content in a folder, named by its digest and by who is at it, so that two processes never append to one file. */
export const partialDownload = (folder: string, content: Digest): PartialDownload => {
  const stem = `pulling-${content.slice(7, 39)}`;
  return {
    claim: () => {
      const own = join(folder, `${stem}.${process.pid}-${process.hrtime.bigint()}`);
      const left = readdirSync(folder)
        .filter((name) => name.startsWith(`${stem}.`) && !isBusy(name))
        .sort((a, b) => sizeOf(join(folder, b)) - sizeOf(join(folder, a)));
      // A rename succeeds for one only; whoever loses begins anew.
      for (const name of left) if (took(join(folder, name), own)) return claimed(own);
      return claimed(own);
    },
    release: (path) => {
      busy.delete(path);
      took(path, join(folder, `${stem}.free-${process.hrtime.bigint()}`));
    },
  };
};

const busy = new Set<string>();

const claimed = (path: string): string => {
  busy.add(path);
  return path;
};

/** Whoever wrote it may still be at it. Of a process that was killed the name stays, and the process is gone. */
const isBusy = (name: string): boolean => {
  const pid = Number(/\.(\d+)-\d+$/.exec(name)?.[1]);
  if (Number.isNaN(pid)) return false;
  if (pid === process.pid) return [...busy].some((path) => path.endsWith(name));
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const took = (from: string, to: string): boolean => {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
