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

/**
 * The member that is being read: one object for all, that holds during the call alone. Its path is `bytes` up to `end`, in UTF-8; its own name begins at
 * `name`. `moved`: it lies in another folder than the one before.
 */
export type Member = {
  readonly kind: ListedKind;
  readonly mode: number;
  readonly size: number;
  readonly bytes: Buffer;
  readonly name: number;
  readonly end: number;
  readonly moved: boolean;
  path(): string;
  folder(): string;
  link(): string;
};

/** Gives the members in the order of the layer; stops at the first byte that makes no sense. No object and no string a member: images have 100,000s. */
export const readListing = (text: string, take: (member: Member) => void): void => {
  const packed = Buffer.from(text.slice(1), 'base64');
  let at = 0;
  let linkStart = 0;
  let isAscii = true;
  const member = {
    kind: kinds[0] ?? 'file',
    mode: 0,
    size: 0,
    bytes: Buffer.allocUnsafe(4096),
    name: 0,
    end: 0,
    moved: true,
    path: () => member.bytes.toString('utf8', 0, member.end),
    folder: () => member.bytes.toString('utf8', 0, Math.max(0, member.name - 1)),
    link: () => packed.toString('utf8', linkStart, at),
  };
  const number = (): number => {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = packed[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  /** What is shared is counted in UTF-16 units, as strings are. */
  const bytesOf = (shared: number): number => (isAscii ? Math.min(shared, member.end) : Buffer.byteLength(member.path().slice(0, shared)));
  const readPath = (): void => {
    let end = bytesOf(number());
    const length = number();
    const stop = Math.min(packed.length, at + length);
    if (end + stop - at > member.bytes.length) {
      const larger = Buffer.allocUnsafe(2 * (end + stop - at));
      larger.set(member.bytes.subarray(0, end));
      member.bytes = larger;
    }
    if (end === 0) isAscii = true;
    member.moved = end < member.name;
    for (; at < stop; at += 1) {
      const byte = packed[at] ?? 0;
      member.bytes[end++] = byte;
      if (byte === slash) member.moved = true;
      else if (byte > 127) isAscii = false;
    }
    member.end = end;
    if (member.moved) member.name = end === 0 ? 0 : member.bytes.lastIndexOf(slash, end - 1) + 1;
  };
  for (let isFirst = true; at < packed.length; isFirst = false) {
    const kind = kinds[number()];
    if (!kind) return;
    member.kind = kind;
    readPath();
    member.moved ||= isFirst;
    member.mode = number();
    member.size = number();
    if (hasLink(kind)) {
      const length = number();
      linkStart = at;
      at = Math.min(packed.length, at + length);
    } else linkStart = at;
    take(member);
  }
};

const slash = 0x2f;
