import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createTarWalker, defaultTarLimits } from '../image/tar.ts';
import { bytesBelow } from './template-text.ts';

/** The files of a chart, as a folder or packaged; paths are below it, with slashes. */
export type ChartFiles = {
  bytes(path: string): Buffer | undefined;
  /** The names in a folder, in order; none when there is no such folder. */
  names(path: string): readonly string[];
  /** How a file of it is called where findings are shown. */
  shown(path: string): string;
  /** A packaged chart in it; undefined for what is none. */
  archive(path: string): ChartFiles | undefined;
};

/** `root`: nothing outside of it is read. */
export const folderFiles = (root: string, folder: string): ChartFiles => {
  const shown = (path: string): string => join(folder, path);
  const bytes = (path: string): Buffer | undefined => bytesBelow(root, shown(path));
  const names = (path: string): readonly string[] => {
    try {
      return readdirSync(shown(path)).sort();
    } catch {
      return [];
    }
  };
  return { bytes, names, shown, archive: opener(bytes, shown, { nested: 0, budget: { left: largestUnpacked } }) };
};

/** `budget`: bytes that all archives of a chart may still unpack to; what was opened is kept. */
type Depth = { readonly nested: number; readonly budget: { left: number } };

/** A packaged chart may hold others, packaged too; deeper than this nobody packs. */
const mostNested = 3;
const opener = (bytes: ChartFiles['bytes'], shown: ChartFiles['shown'], { nested, budget }: Depth): ChartFiles['archive'] => {
  const known = new Map<string, ChartFiles | undefined>();
  return (path) => {
    if (!known.has(path))
      known.set(path, nested < mostNested ? archiveFiles(bytes(path), shown(path), { nested: nested + 1, budget }) : undefined);
    return known.get(path);
  };
};

/** As much as a chart may have with all in it: Helm takes no larger file than 5 MiB, and a Secret of 1 MiB has to hold it. */
const largestUnpacked = 32 * 1024 * 1024;
const mostFiles = 10_000;

/** A file in an archive is called as one in a Java archive is: `shop-1.0.0.tgz!/shop/templates/web.yaml`. */
const archiveFiles = (packed: Buffer | undefined, name: string, depth: Depth): ChartFiles | undefined => {
  const files = packed && unpacked(packed, depth.budget);
  if (!files) return undefined;
  const shown = (path: string): string => `${name}!/${path}`;
  const bytes = (path: string): Buffer | undefined => files.get(path);
  const names = (path: string): readonly string[] => {
    const start = path === '' ? '' : `${path}/`;
    const below = [...files.keys()].filter((file) => file.startsWith(start));
    return [...new Set(below.map((file) => file.slice(start.length).split('/', 1)[0] ?? ''))].sort();
  };
  return { bytes, names, shown, archive: opener(bytes, shown, depth) };
};

const unpacked = (packed: Buffer, budget: Depth['budget']): ReadonlyMap<string, Buffer> | undefined => {
  const files = new Map<string, Buffer>();
  const walker = createTarWalker(
    {
      entry: ({ kind, path }) => {
        const parts: Buffer[] = [];
        return kind !== 'file'
          ? null
          : (piece, last) => {
              parts.push(Buffer.from(piece));
              if (last) files.set(path, Buffer.concat(parts));
            };
      },
      problem: () => {},
    },
    { ...defaultTarLimits, maxEntries: mostFiles },
  );
  try {
    const content = gunzipSync(packed, { maxOutputLength: Math.max(1, budget.left) });
    budget.left -= content.length;
    walker.write(content);
    walker.end();
  } catch {
    return undefined;
  }
  return files;
};
