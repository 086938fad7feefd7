/** Which packages a Go program links, read from the names of its functions as the file streams by. */
export type LinkedScan = {
  /** `offset` is the piece's place in the file; pieces come in order. */
  take(piece: Buffer, offset: number): void;
  /** Import paths, `main` for the program's own; undefined where the file has no table of functions that can be read. */
  packages(): ReadonlySet<string> | undefined;
};

const headerLength = 8 + 7 * 8;
/** The linker aligns the table to this at least. Source: Go, cmd/link/internal/ld/pcln.go. */
const alignment = 16;
/** Kubernetes has 10 MB of names and 1,500 packages. */
const longestTable = 128 * 1024 * 1024;
const longestName = 64 * 1024;
const mostPackages = 100_000;

type Span = { readonly start: number; readonly end: number };

export const createLinkedScan = (): LinkedScan => {
  const found = new Set<string>();
  let state: 'searching' | 'reading' | 'whole' | 'broken' = 'searching';
  let held: { readonly bytes: Buffer; readonly offset: number } | undefined;
  let span: Span = { start: 0, end: 0 };
  let rest: Buffer = Buffer.alloc(0);
  let last: Buffer = Buffer.alloc(0);

  const search = (bytes: Buffer, offset: number): void => {
    for (let at = (alignment - (offset % alignment)) % alignment; at < bytes.length; at += alignment) {
      if (!mayBeMagic(bytes, at)) continue;
      if (bytes.length - at < headerLength) {
        held = { bytes: Buffer.from(bytes.subarray(at)), offset: offset + at };
        return;
      }
      const names = readHeader(bytes, at);
      if (names === undefined) continue;
      state = 'reading';
      span = { start: offset + at + names.start, end: offset + at + names.end };
      read(bytes, offset);
      return;
    }
  };
  const read = (bytes: Buffer, offset: number): void => {
    const from = Math.max(0, span.start - offset);
    const to = Math.min(bytes.length, span.end - offset);
    if (from < to) addNames(rest.length === 0 ? bytes.subarray(from, to) : Buffer.concat([rest, bytes.subarray(from, to)]));
    if (state === 'reading' && offset + bytes.length >= span.end) state = 'whole';
  };
  const addNames = (bytes: Buffer): void => {
    let start = 0;
    for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
      addName(bytes, start, end);
      start = end + 1;
    }
    rest = Buffer.from(bytes.subarray(start));
    if (rest.length > longestName || found.size > mostPackages) state = 'broken';
  };
  // The functions of a package follow each other, so most names begin as the one before.
  const addName = (bytes: Buffer, start: number, end: number): void => {
    const stop = packageEnd(bytes, start, end);
    if (stop <= start || (stop - start === last.length && last.equals(bytes.subarray(start, stop)))) return;
    last = bytes.subarray(start, stop);
    const path = decoded(last.toString('latin1'));
    if (isImportPath(path)) found.add(path);
  };

  return {
    take: (piece, offset) => {
      if (state === 'reading') read(piece, offset);
      if (state !== 'searching') return;
      const before = held;
      held = undefined;
      if (before === undefined) search(piece, offset);
      else search(Buffer.concat([before.bytes, piece]), before.offset);
    },
    packages: () => (state === 'whole' && found.size > 0 ? found : undefined),
  };
};

/** Little-endian magics of Go 1.16, 1.18 and 1.20; s390x and older ones are not read. Source: Go, internal/abi/symtab.go, PCLnTabMagic. */
const mayBeMagic = (bytes: Buffer, at: number): boolean => {
  const first = bytes[at];
  return (first === 0xf1 || first === 0xf0 || first === 0xfa) && (at + 4 > bytes.length || bytes.readUInt32LE(at) >>> 8 === 0xffffff);
};

/** Where the names lie, counted from the table's start. Source: Go, runtime/symtab.go, pcHeader; 1.16 has no start of text in it. */
const readHeader = (bytes: Buffer, at: number): Span | undefined => {
  const quantum = bytes[at + 6];
  const size = bytes[at + 7];
  if (bytes.readUInt16LE(at + 4) !== 0 || (quantum !== 1 && quantum !== 2 && quantum !== 4) || (size !== 4 && size !== 8)) return undefined;
  const word = (index: number): number =>
    size === 4 ? bytes.readUInt32LE(at + 8 + index * 4) : Number(bytes.readBigUInt64LE(at + 8 + index * 8));
  const first = bytes[at] === 0xfa ? 2 : 3;
  const [start, end] = [word(first), word(first + 1)];
  const isSound = start >= 8 + 7 * size - size && start <= 256 && end > start && end - start <= longestTable;
  return isSound ? { start, end } : undefined;
};

/** Up to the first dot behind the last slash: dots of a path's last part are escaped. Type arguments hold paths of others. */
const packageEnd = (bytes: Buffer, start: number, end: number): number => {
  let dot = -1;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i];
    if (byte === 0x5b) break;
    if (byte === 0x2f) dot = -1;
    else if (byte === 0x2e && dot < 0) dot = i;
  }
  return dot;
};

/** Source: Go, cmd/internal/objabi/path.go, PathToPrefix. */
const decoded = (text: string): string =>
  text.includes('%') ? text.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;

/** What the compiler makes by itself is called `type:.eq.…`, `go:…`, or before 1.20 `type..eq.…` and `go.…`. */
const isImportPath = (path: string): boolean =>
  path !== 'go' && path !== 'type' && !path.startsWith('type..') && /^[\w.~+-]+(\/[\w.~+-]+)*$/.test(path);
