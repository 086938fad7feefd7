/** What a package's header says. Source: rpm, docs/manual/format_header.md and tags.md; numbers are big-endian. */
export type RpmHeader = {
  readonly name: string;
  readonly epoch: number | undefined;
  readonly version: string;
  readonly release: string;
  readonly architecture: string;
  readonly sourceRpm: string;
  readonly vendor: string;
  readonly licence: string;
  readonly modularity: string;
  readonly files: readonly string[];
};

const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  licence: 1014,
  architecture: 1022,
  oldFileNames: 1027,
  sourceRpm: 1044,
  folderIndexes: 1116,
  baseNames: 1117,
  folderNames: 1118,
  modularity: 5096,
} as const;
const wanted: ReadonlySet<number> = new Set(Object.values(tags));
const int32 = 4;
const entrySize = 16;
const maxEntries = 10_000;
const maxStrings = 500_000;

type Entry = { readonly type: number; readonly offset: number; readonly count: number };

/** `keep` chooses the files to list. Undefined: the blob is no header. */
export const readRpmHeader = (blob: Buffer, keep: (path: string) => boolean): RpmHeader | undefined => {
  if (blob.length < 8) return undefined;
  const count = blob.readUInt32BE(0);
  const start = 8 + count * entrySize;
  if (count > maxEntries || start + blob.readUInt32BE(4) > blob.length) return undefined;
  const entries = new Map<number, Entry>();
  for (let index = 0; index < count; index += 1) {
    const at = 8 + index * entrySize;
    const tag = blob.readUInt32BE(at);
    if (wanted.has(tag))
      entries.set(tag, { type: blob.readUInt32BE(at + 4), offset: blob.readUInt32BE(at + 8), count: blob.readUInt32BE(at + 12) });
  }
  const data = blob.subarray(start);
  const strings = (tag: number): readonly string[] => readStrings(data, entries.get(tag));
  const numbers = (tag: number): readonly number[] => readNumbers(data, entries.get(tag));
  const text = (tag: number): string => strings(tag)[0] ?? '';
  const name = text(tags.name);
  if (name === '') return undefined;
  return {
    name,
    epoch: numbers(tags.epoch)[0],
    version: text(tags.version),
    release: text(tags.release),
    architecture: text(tags.architecture),
    sourceRpm: text(tags.sourceRpm),
    vendor: text(tags.vendor),
    licence: text(tags.licence),
    modularity: text(tags.modularity),
    files: filesOf(strings(tags.baseNames), strings(tags.folderNames), numbers(tags.folderIndexes), strings(tags.oldFileNames)).filter(
      keep,
    ),
  };
};

const readStrings = (data: Buffer, entry: Entry | undefined): readonly string[] => {
  const texts: string[] = [];
  let at = entry?.offset ?? 0;
  for (let left = Math.min(entry?.count ?? 0, maxStrings); left > 0 && at < data.length; left -= 1) {
    const end = data.indexOf(0, at);
    if (end < 0) break;
    texts.push(data.toString('utf8', at, end));
    at = end + 1;
  }
  return texts;
};

const readNumbers = (data: Buffer, entry: Entry | undefined): readonly number[] => {
  if (entry?.type !== int32) return [];
  const count = Math.min(entry.count, Math.floor((data.length - entry.offset) / 4), maxStrings);
  return Array.from({ length: Math.max(0, count) }, (_, index) => data.readUInt32BE(entry.offset + index * 4));
};

const filesOf = (
  names: readonly string[],
  folders: readonly string[],
  indexes: readonly number[],
  old: readonly string[],
): readonly string[] =>
  [...old, ...names.map((name, index) => (folders[indexes[index] ?? -1] ?? '') + name)].map((path) => path.replace(/^\/+/, ''));
