import type { TarBody, TarEntry } from './tar/entry.ts';
import { blockSize, decodeText, isZeroBlock, kindOf, type RawHeader, readHeader } from './tar/header.ts';
import { normalisePath } from './tar/path.ts';
import { type PaxFields, readPax } from './tar/pax.ts';
import { expandSparse, readOctalAt, readSparseNumbers, type SparsePart, sparseParts } from './tar/sparse.ts';

/** `tar-corrupt`, `tar-truncated` and `too-many-entries` end the walk; after the others it goes on. */
export type TarProblem = 'tar-corrupt' | 'tar-truncated' | 'too-many-entries' | 'header-too-large' | 'header-corrupt' | 'path-too-long';

export type TarSink = {
  /** Gives a taker for the content, or null to pass over it. */
  entry(entry: TarEntry): TarBody | null;
  problem(code: TarProblem, path: string): void;
};

export type TarLimits = { readonly maxEntries: number; readonly maxHeaderBytes: number; readonly maxPathLength: number };

/** Paths: Linux' PATH_MAX, no longer one can be unpacked. Long headers: no tool writes more than a few KB. */
export const defaultTarLimits: TarLimits = { maxEntries: 2_000_000, maxHeaderBytes: 1024 * 1024, maxPathLength: 4096 };

/** `end` tells of a truncated archive. Neither throws for any input. `ended`: the end mark was seen, or the walk was given up. */
export type TarWalker = { write(chunk: Uint8Array): void; end(): void; ended(): boolean };

type Pending = { pax?: PaxFields; path?: string; link?: string; unreadable: boolean };
type Reading =
  | { readonly kind: 'header' }
  | { readonly kind: 'body'; left: number; padding: number; readonly body: TarBody | null }
  | { readonly kind: 'long'; left: number; padding: number; readonly type: string; readonly into: Buffer | null; filled: number }
  | { readonly kind: 'sparse'; readonly header: RawHeader; readonly numbers: number[] }
  | { readonly kind: 'sparse-map'; readonly entry: TarEntry; left: number; readonly padding: number; text: string }
  | { readonly kind: 'skip'; left: number }
  | { readonly kind: 'done' };

/** Reads a tar as it is pushed: ustar, old V7, GNU and pax, sparse files too. Holds no more than one long header. */
export const createTarWalker = (sink: TarSink, limits: TarLimits = defaultTarLimits): TarWalker => {
  const carry = Buffer.alloc(blockSize);
  let carried = 0;
  let reading: Reading = { kind: 'header' };
  let globals: PaxFields = {};
  let pending: Pending = { unreadable: false };
  let zeroBlocks = 0;
  let entries = 0;
  let offset = 0;

  const stop = (code: TarProblem): void => {
    sink.problem(code, pending.path ?? '');
    reading = { kind: 'done' };
  };

  const write = (chunk: Uint8Array): void => {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let at = 0;
    while (at < bytes.length && reading.kind !== 'done') {
      const taken = step(bytes, at);
      at += taken;
      offset += taken;
    }
  };

  const step = (bytes: Buffer, at: number): number => {
    switch (reading.kind) {
      case 'header':
      case 'sparse':
        return takeBlock(bytes, at);
      case 'sparse-map':
        return takeBlock(bytes, at);
      case 'body':
        return takeBody(bytes, at, reading);
      case 'long':
        return takeLong(bytes, at, reading);
      case 'skip': {
        const length = Math.min(reading.left, bytes.length - at);
        reading.left -= length;
        if (reading.left === 0) reading = { kind: 'header' };
        return length;
      }
      case 'done':
        return bytes.length - at;
    }
  };

  const takeBlock = (bytes: Buffer, at: number): number => {
    if (carried === 0 && bytes.length - at >= blockSize) {
      onBlock(bytes.subarray(at, at + blockSize), offset + blockSize);
      return blockSize;
    }
    const length = Math.min(blockSize - carried, bytes.length - at);
    bytes.copy(carry, carried, at, at + length);
    carried += length;
    if (carried === blockSize) {
      carried = 0;
      onBlock(carry, offset + length);
    }
    return length;
  };

  const onBlock = (block: Buffer, after: number): void => {
    if (reading.kind === 'sparse') onSparseBlock(block, reading, after);
    else if (reading.kind === 'sparse-map') onMapBlock(block, reading, after);
    else onHeader(block, after);
  };

  const onHeader = (block: Buffer, after: number): void => {
    if (isZeroBlock(block)) {
      zeroBlocks += 1;
      if (zeroBlocks === 2) reading = { kind: 'done' };
      return;
    }
    zeroBlocks = 0;
    const header = readHeader(block);
    if (!header) stop('tar-corrupt');
    else if ('xgXLK'.includes(header.type)) startLong(header);
    else if (header.type === 'S') startSparse(header, block, after);
    else startEntry(header, after);
  };

  const startSparse = (header: RawHeader, block: Buffer, after: number): void => {
    const sparse: Reading = { kind: 'sparse', header, numbers: [readOctalAt(block, 483), ...readSparseNumbers(block, 386, 4)] };
    reading = sparse;
    if (block[482] === 0) finishSparse(sparse, after);
  };

  const startLong = (header: RawHeader): void => {
    const fits = header.size <= limits.maxHeaderBytes;
    if (!fits) {
      sink.problem('header-too-large', header.path);
      pending.unreadable = header.type !== 'g';
    }
    const into = fits ? Buffer.allocUnsafe(header.size) : null;
    const padding = paddingOf(header.size);
    if (header.size === 0) reading = { kind: 'header' };
    else reading = { kind: 'long', left: header.size, padding, type: header.type, into, filled: 0 };
  };

  const takeLong = (bytes: Buffer, at: number, long: Reading & { kind: 'long' }): number => {
    const length = Math.min(long.left, bytes.length - at);
    if (long.into) bytes.copy(long.into, long.filled, at, at + length);
    long.filled += length;
    long.left -= length;
    if (long.left > 0) return length;
    if (long.into) onLong(long.type, long.into);
    pass(long.padding);
    return length;
  };

  const onLong = (type: string, content: Buffer): void => {
    if (type === 'L' || type === 'K') {
      const end = content.indexOf(0);
      const text = decodeText(content, 0, end < 0 ? content.length : end);
      if (type === 'L') pending.path = text;
      else pending.link = text;
      return;
    }
    const { fields, ok } = readPax(content, type === 'g' ? globals : { ...globals, ...pending.pax });
    if (!ok) sink.problem('header-corrupt', fields.path ?? '');
    if (type === 'g') globals = fields;
    else pending.pax = fields;
  };

  const entryOf = (header: RawHeader, after: number): TarEntry => {
    const pax = pending.pax ?? globals;
    const name = pax.sparse?.name ?? pax.path ?? pending.path ?? header.path;
    return {
      kind: kindOf(header.type, name),
      path: normalisePath(name),
      link: pax.linkpath ?? pending.link ?? header.link,
      size: pax.size ?? header.size,
      mode: header.mode,
      uid: pax.uid ?? header.uid,
      gid: pax.gid ?? header.gid,
      offset: after,
      ...(pax.capability ? { capability: pax.capability } : {}),
    };
  };

  /** The body's taker, or null. Links and the like have no body whatever their size says. */
  const announce = (entry: TarEntry): TarBody | null | undefined => {
    const { unreadable } = pending;
    pending = { unreadable: false };
    entries += 1;
    if (entries > limits.maxEntries) {
      stop('too-many-entries');
      return undefined;
    }
    if (entry.path.length > limits.maxPathLength) {
      sink.problem('path-too-long', entry.path.slice(0, 256));
      return null;
    }
    return unreadable || entry.kind === 'other' ? null : sink.entry(entry);
  };

  const startEntry = (header: RawHeader, after: number): void => {
    const sparse = (pending.pax ?? globals).sparse;
    const written = entryOf(header, after);
    const hasBody = written.kind === 'file' || written.kind === 'other' || header.type === 'D';
    const entry = hasBody ? written : { ...written, size: 0 };
    if (sparse && entry.kind === 'file') {
      startPaxSparse(entry, sparse);
      return;
    }
    const body = announce(entry);
    if (body !== undefined) startBody(entry.size, entry.kind === 'file' ? body : null);
  };

  const startPaxSparse = (entry: TarEntry, sparse: NonNullable<PaxFields['sparse']>): void => {
    const whole = { ...entry, size: sparse.realSize ?? entry.size };
    if (sparse.major === 1) {
      reading = { kind: 'sparse-map', entry: whole, left: entry.size, padding: paddingOf(entry.size), text: '' };
      return;
    }
    startParts(whole, entry.size, sparseParts(sparse.map, whole.size));
  };

  const startParts = (entry: TarEntry, packed: number, parts: readonly SparsePart[] | undefined): void => {
    if (!parts) sink.problem('header-corrupt', entry.path);
    const body = announce(entry);
    if (body !== undefined) startBody(packed, body && parts ? expandSparse(parts, entry.size, body) : null);
  };

  // The map is decimal numbers, one a line: how many parts, then offset and length of each; padded to a block.
  const onMapBlock = (block: Buffer, map: Reading & { kind: 'sparse-map' }, after: number): void => {
    map.left -= blockSize;
    map.text += block.toString('latin1');
    const lines = map.text.split('\n');
    const count = Number(lines[0]);
    const complete = lines.length > count * 2 + 1;
    if (!complete && map.left > 0 && map.text.length < limits.maxHeaderBytes) return;
    const packed = Math.max(0, map.left);
    const parts = complete ? sparseParts(lines.slice(1, 1 + count * 2).map(Number), map.entry.size) : undefined;
    startParts({ ...map.entry, offset: after }, packed, parts);
  };

  const onSparseBlock = (block: Buffer, sparse: Reading & { kind: 'sparse' }, after: number): void => {
    if (sparse.numbers.length > limits.maxHeaderBytes / 8) {
      stop('tar-corrupt');
      return;
    }
    sparse.numbers.push(...readSparseNumbers(block, 0, 21));
    if (block[504] === 0) finishSparse(sparse, after);
  };

  const finishSparse = ({ header, numbers }: Reading & { kind: 'sparse' }, after: number): void => {
    const [realSize = 0, ...map] = numbers;
    const entry = entryOf(header, after);
    startParts({ ...entry, kind: 'file', size: realSize }, entry.size, sparseParts(map, realSize));
  };

  const startBody = (size: number, body: TarBody | null): void => {
    if (size === 0) {
      body?.(carry.subarray(0, 0), true);
      reading = { kind: 'header' };
    } else reading = { kind: 'body', left: size, padding: paddingOf(size), body };
  };

  const takeBody = (bytes: Buffer, at: number, current: Reading & { kind: 'body' }): number => {
    const length = Math.min(current.left, bytes.length - at);
    current.left -= length;
    current.body?.(bytes.subarray(at, at + length), current.left === 0);
    if (current.left === 0) pass(current.padding);
    return length;
  };

  const pass = (padding: number): void => {
    reading = padding === 0 ? { kind: 'header' } : { kind: 'skip', left: padding };
  };

  return {
    write,
    end: () => {
      const whole = reading.kind === 'done' || (reading.kind === 'header' && carried === 0);
      if (!whole) stop('tar-truncated');
      reading = { kind: 'done' };
    },
    ended: () => reading.kind === 'done',
  };
};

const paddingOf = (size: number): number => (blockSize - (size % blockSize)) % blockSize;
