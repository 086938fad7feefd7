import type { TarEntry } from '../tar/entry.ts';

export type ListedKind = 'file' | 'hardlink' | 'symlink' | 'directory' | 'special' | 'whiteout' | 'opaque';

/** One member of a layer. `path` of a whiteout is what it removes, of an opaque mark the folder it empties. */
export type Listed = {
  readonly kind: ListedKind;
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly link: string;
};

const kinds: readonly ListedKind[] = ['file', 'hardlink', 'symlink', 'directory', 'special', 'whiteout', 'opaque'];
const codes = new Map<string, number>(kinds.map((kind, code) => [kind, code]));

const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/** What a tar entry means in a layer; undefined for the bookkeeping of aufs. Source: OCI image-spec, layer, "Whiteouts". */
export const listedOf = (entry: TarEntry): Listed | undefined => {
  const slash = entry.path.lastIndexOf('/');
  const isMark = entry.path.startsWith(whiteout, slash + 1);
  if (!isMark) return { kind: listedKind(entry), path: entry.path, mode: entry.mode, size: entry.size, link: entry.link };
  const name = entry.path.slice(slash + 1);
  const folder = slash < 0 ? '' : entry.path.slice(0, slash);
  if (name === opaque) return { kind: 'opaque', path: folder, mode: 0, size: 0, link: '' };
  if (name.startsWith('.wh..wh.') || name === whiteout) return undefined;
  const removed = name.slice(whiteout.length);
  return { kind: 'whiteout', path: folder === '' ? removed : `${folder}/${removed}`, mode: 0, size: 0, link: '' };
};

const listedKind = ({ kind }: TarEntry): ListedKind => {
  switch (kind) {
    case 'file':
    case 'hardlink':
    case 'symlink':
    case 'directory':
      return kind;
    default:
      return 'special';
  }
};

/** Collects a layer's members in about 30 bytes each: a path is written as what it shares with the one before and the rest. */
export const createListing = (): { add(listed: Listed): void; text(): string } => {
  let bytes = Buffer.allocUnsafe(64 * 1024);
  let length = 0;
  let previous = '';
  let marks = false;

  const reserve = (more: number): void => {
    if (length + more <= bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, length + more));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  };
  const number = (value: number): void => {
    let rest = value;
    while (rest > 127) {
      bytes[length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    bytes[length++] = rest;
  };
  const text = (value: string): void => {
    reserve(value.length * 3 + 16);
    const size = Buffer.byteLength(value);
    number(size);
    length += bytes.write(value, length);
  };

  return {
    add: (listed) => {
      const shared = sharedLength(previous, listed.path);
      previous = listed.path;
      marks ||= listed.kind === 'whiteout' || listed.kind === 'opaque';
      reserve(32);
      number(codes.get(listed.kind) ?? 0);
      number(shared);
      text(listed.path.slice(shared));
      reserve(32);
      number(listed.mode);
      number(listed.size);
      if (hasLink(listed.kind)) text(listed.link);
    },
    text: () => (marks ? marked : unmarked) + bytes.toString('base64', 0, length),
  };
};

// Most layers hide nothing, and then need not be read twice.
const marked = 'm';
const unmarked = '-';

export const hasMarks = (text: string): boolean => text.startsWith(marked);

const hasLink = (kind: ListedKind): boolean => kind === 'symlink' || kind === 'hardlink';

// Never between the halves of a surrogate pair: each half alone has no UTF-8 form.
const sharedLength = (a: string, b: string): number => {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length += 1;
  const last = a.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
};

/** Gives the members in the order of the layer, each with its folder; stops at the first byte that makes no sense. A call and no generator: images have 100,000s. */
export const readListing = (text: string, take: (listed: Listed, folder: string, name: string) => void): void => {
  const bytes = Buffer.from(text.slice(1), 'base64');
  // Decoding once and cutting is several times faster than decoding each name.
  const plain = bytes.toString('latin1');
  let at = 0;
  let previous = '';
  let folder = '';
  let folderEnd = 0;
  const number = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  const string = (): string => {
    const size = number();
    const start = at;
    at = Math.min(bytes.length, at + size);
    const found = plain.slice(start, at);
    return beyondAscii.test(found) ? bytes.toString('utf8', start, at) : found;
  };
  while (at < bytes.length) {
    const kind = kinds[number()];
    if (!kind) return;
    const shared = number();
    const rest = string();
    previous = previous.slice(0, shared) + rest;
    if (shared < folderEnd || rest.includes('/')) {
      const slash = previous.lastIndexOf('/');
      folder = previous.slice(0, Math.max(0, slash));
      folderEnd = slash + 1;
    }
    take({ kind, path: previous, mode: number(), size: number(), link: hasLink(kind) ? string() : '' }, folder, previous.slice(folderEnd));
  }
};

const beyondAscii = /[\x80-\xff]/;
