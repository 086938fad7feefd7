import type { Incomplete } from '../../model/image.ts';
import { createProgramScan, largestProgram, mayBeProgram, readProgram } from '../catalogue/program/scan.ts';
import { createVersionScan, tellsVersion } from '../catalogue/program/versions.ts';
import { cataloguersFor } from '../catalogue/table.ts';
import { release } from '../decompress/release.ts';
import type { InspectLimits } from '../limits.ts';
import { createSecretScan, placeBudget } from '../secret/scan.ts';
import type { TarBody, TarEntry } from '../tar/entry.ts';
import { normalisePath } from '../tar/path.ts';
import { createTarWalker, defaultTarLimits, type TarProblem } from '../tar.ts';
import { createListing, listedOf } from '../tree/listing.ts';
import { factsOf } from './facts.ts';
import type { Find, FindDetail } from './find.ts';

/**
 * What a second walk must read: members whose content a later hard link's name asks for, by the path linked to, and programs to be read whole.
 * Empty after most first walks, so that there is no second.
 */
export type Again = {
  readonly linked: ReadonlyMap<string, readonly { readonly path: string; readonly ordinal: number }[]>;
  readonly programs: ReadonlySet<string>;
};

export const nothingAgain: Again = { linked: new Map(), programs: new Set() };

export type WalkedLayer = {
  readonly entries: number;
  readonly listing: string;
  readonly finds: readonly Find[];
  readonly incomplete: readonly Incomplete[];
  readonly again: Again;
};

export type LayerWalk = { write(chunk: Uint8Array): void; end(): WalkedLayer };

const maxProblems = 100;

/** Turns a layer's tar into finds while it streams by; keeps no content but that of the one file being read. */
export const createLayerWalk = (limits: InspectLimits, second: Again = nothingAgain): LayerWalk => {
  const listing = createListing();
  const finds: Find[] = [];
  const incomplete: Incomplete[] = [];
  const linked = new Map<string, { path: string; ordinal: number }[]>();
  const programs = new Set<string>();
  let ordinal = -1;
  let dropped = 0;
  let untold = 0;

  const report = (code: string, message: string, path: string): void => {
    if (incomplete.length < maxProblems) incomplete.push({ code, message, path });
    else untold += 1;
  };
  const keep = (at: number, path: string, details: Iterable<FindDetail>): void => {
    for (const detail of details) {
      if (detail.kind === 'problem') report(detail.code, detail.message, detail.place);
      else if (finds.length >= limits.maxFindsPerLayer) dropped += 1;
      else finds.push({ ordinal: at, path, ...detail });
    }
  };
  const attempt = (reader: string, path: string, at: number, read: () => Iterable<FindDetail>): void => {
    try {
      keep(at, path, read());
    } catch {
      report('parse-failed', `${reader} could not read this file`, path);
    }
  };

  const catalogued = (entry: TarEntry, at: number): readonly TarBody[] => {
    const jobs = [{ path: entry.path, ordinal: at }, ...(second.linked.get(entry.path) ?? [])].flatMap((place) => {
      const name = baseName(place.path);
      return cataloguersFor(place.path, name).map((row) => ({ row, name, ...place }));
    });
    const fitting = jobs.filter(({ row }) => entry.size <= row.maxBytes);
    for (const job of jobs)
      if (!fitting.includes(job)) report('file-too-large', `${job.row.name} reads up to ${job.row.maxBytes} bytes`, job.path);
    if (fitting.length === 0) return [];
    return [
      whole(entry.size, (content) => {
        for (const { row, path, name, ordinal: place } of fitting)
          attempt(row.name, path, place, () => row.read({ path, name, content, entry }));
      }),
    ];
  };

  const program = (entry: TarEntry, at: number): readonly TarBody[] => {
    if (!mayBeProgram(entry, baseName(entry.path))) return [];
    if (second.programs.has(entry.path) && entry.size <= largestProgram)
      return [whole(entry.size, (content) => attempt('program', entry.path, at, () => readProgram(content, entry.path)))];
    const scan = createProgramScan(entry.path, entry.size);
    return [
      (piece, last) => {
        scan.take(bufferOf(piece), last);
        if (!last) return;
        keep(at, entry.path, scan.finds());
        if (scan.again()) programs.add(entry.path);
      },
    ];
  };

  const version = (entry: TarEntry, at: number): readonly TarBody[] => {
    // Busybox and its like are one file with a name an applet: the telling one may be a link that comes later.
    const places = [{ path: entry.path, ordinal: at }, ...(second.linked.get(entry.path) ?? [])];
    return places.flatMap((place): TarBody[] => {
      const scan = createVersionScan(place.path, baseName(place.path));
      if (!scan) return [];
      return [
        (piece, last) => {
          scan.take(bufferOf(piece), last);
          const found = last ? scan.found() : undefined;
          if (found) keep(place.ordinal, place.path, [{ kind: 'package', package: found }]);
        },
      ];
    });
  };

  const costly = placeBudget();
  const secrets = (entry: TarEntry, at: number): readonly TarBody[] => {
    const scan = createSecretScan(
      entry.path,
      ({ found, bounds }) => {
        keep(at, entry.path, found);
        keep(at, entry.path, bounds);
      },
      limits.secretRules,
      costly,
    );
    return scan ? [scan] : [];
  };

  const reader = (entry: TarEntry, at: number): TarBody | null => {
    const bodies = [...catalogued(entry, at), ...program(entry, at), ...version(entry, at), ...(limits.secrets ? secrets(entry, at) : [])];
    if (bodies.length <= 1) return bodies[0] ?? null;
    return (piece, last) => {
      for (const body of bodies) body(piece, last);
    };
  };

  const walker = createTarWalker(
    {
      entry: (entry) => {
        const listed = listedOf(entry);
        if (!listed) return null;
        ordinal += 1;
        listing.add(listed);
        if (listed.kind === 'whiteout' || listed.kind === 'opaque') return null;
        const name = baseName(entry.path);
        keep(ordinal, entry.path, factsOf(entry, name));
        if (entry.kind === 'hardlink' && (cataloguersFor(entry.path, name).length > 0 || tellsVersion(name))) {
          const target = normalisePath(entry.link);
          linked.set(target, [...(linked.get(target) ?? []), { path: entry.path, ordinal }]);
        }
        return entry.kind === 'file' ? reader(entry, ordinal) : null;
      },
      problem: (code, path) => report(code, problemTexts[code], path),
    },
    { ...defaultTarLimits, maxEntries: limits.maxEntries },
  );

  return {
    write: walker.write,
    end: () => {
      walker.end();
      if (dropped > 0) report('too-many-finds', `${dropped} more were left out`, '');
      if (untold > 0) incomplete.push({ code: 'too-many-problems', message: `${untold} more could not be read as they should`, path: '' });
      return { entries: ordinal + 1, listing: listing.text(), finds, incomplete, again: { linked, programs } };
    },
  };
};

const problemTexts: { readonly [code in TarProblem]: string } = {
  'tar-corrupt': 'the archive is damaged here; what follows was not read',
  'tar-truncated': 'the archive ends early',
  'too-many-entries': 'the layer has more members than are read',
  'header-too-large': 'an extended header is too large; its member was passed over',
  'header-corrupt': 'an extended header is malformed',
  'path-too-long': 'no file system takes a path this long',
};

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const bufferOf = (piece: Uint8Array): Buffer => Buffer.from(piece.buffer, piece.byteOffset, piece.length);

/** Hands on the whole content: the stream's own bytes when they come in one piece, which most files do. */
const whole = (size: number, done: (content: Buffer) => void): TarBody => {
  let content: Buffer | undefined;
  let filled = 0;
  return (piece, last) => {
    if (last && filled === 0) {
      done(bufferOf(piece));
      return;
    }
    content ??= Buffer.allocUnsafeSlow(size);
    content.set(piece, filled);
    filled += piece.length;
    if (!last) return;
    done(content);
    // What was found is text by now. A thread's collector would let 64 MB of this gather.
    release(content);
  };
};
