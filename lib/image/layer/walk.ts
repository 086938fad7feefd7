import type { Incomplete } from '../../model/image.ts';
import type { CataloguedFile, Cataloguer } from '../catalogue/cataloguer.ts';
import { cataloguersFor } from '../catalogue/table.ts';
import type { InspectLimits } from '../limits.ts';
import { normalisePath } from '../tar/path.ts';
import { createTarWalker, defaultTarLimits, type TarBody, type TarEntry, type TarProblem } from '../tar.ts';
import { createListing, listedOf } from '../tree/listing.ts';
import { factsOf } from './facts.ts';
import type { Find, FindDetail } from './find.ts';

/** Which members must be read under another name too: the hard links that stand later in the layer. */
export type LinkedNames = ReadonlyMap<string, readonly { readonly path: string; readonly ordinal: number }[]>;

export type WalkedLayer = {
  readonly entries: number;
  readonly listing: string;
  readonly finds: readonly Find[];
  readonly incomplete: readonly Incomplete[];
  /** Hard links whose content a cataloguer wants, by the path they point at. Empty in the second walk. */
  readonly linked: LinkedNames;
};

export type LayerWalk = { write(chunk: Uint8Array): void; end(): WalkedLayer };

const maxProblems = 100;

/** Turns a layer's tar into finds while it streams by; keeps no content but that of the one file being read. */
export const createLayerWalk = (limits: InspectLimits, linkedNames: LinkedNames = new Map()): LayerWalk => {
  const listing = createListing();
  const finds: Find[] = [];
  const incomplete: Incomplete[] = [];
  const linked = new Map<string, { path: string; ordinal: number }[]>();
  let ordinal = -1;
  let dropped = 0;

  const report = (code: string, message: string, path: string): void => {
    if (incomplete.length < maxProblems) incomplete.push({ code, message, path });
  };
  const keep = (at: number, path: string, details: Iterable<FindDetail>): void => {
    for (const detail of details) {
      if (detail.kind === 'problem') report(detail.code, detail.message, detail.place);
      else if (finds.length >= limits.maxFindsPerLayer) dropped += 1;
      else finds.push({ ordinal: at, path, ...detail });
    }
  };
  const catalogue = (row: Cataloguer, file: CataloguedFile, at: number): void => {
    try {
      keep(at, file.path, row.read(file));
    } catch {
      report('parse-failed', `${row.name} could not read this file`, file.path);
    }
  };

  const reader = (entry: TarEntry, at: number): TarBody | null => {
    const jobs = [{ path: entry.path, ordinal: at }, ...(linkedNames.get(entry.path) ?? [])].flatMap((place) => {
      const name = baseName(place.path);
      return cataloguersFor(place.path, name).map((row) => ({ row, name, ...place }));
    });
    const fitting = jobs.filter(({ row }) => entry.size <= row.maxBytes);
    for (const job of jobs)
      if (!fitting.includes(job)) report('file-too-large', `${job.row.name} reads up to ${job.row.maxBytes} bytes`, job.path);
    if (fitting.length === 0) return null;
    return whole(entry.size, (content) => {
      for (const { row, path, name, ordinal: place } of fitting) catalogue(row, { path, name, content, entry }, place);
    });
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
        if (entry.kind === 'hardlink' && cataloguersFor(entry.path, name).length > 0) {
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
      return { entries: ordinal + 1, listing: listing.text(), finds, incomplete, linked };
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

/** Hands on the whole content: the stream's own bytes when they come in one piece, which most files do. */
const whole = (size: number, done: (content: Buffer) => void): TarBody => {
  let content: Buffer | undefined;
  let filled = 0;
  return (piece, last) => {
    if (last && filled === 0) {
      done(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
      return;
    }
    content ??= Buffer.allocUnsafe(size);
    content.set(piece, filled);
    filled += piece.length;
    if (last) done(content);
  };
};
