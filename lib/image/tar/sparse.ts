import type { TarBody } from './entry.ts';

/** Where data lies in a sparse file; what is between is zeros. */
export type SparsePart = { readonly offset: number; readonly length: number };

const zeros = Buffer.alloc(64 * 1024);
const maxParts = 100_000;

/** Parts in order, inside the file and not overlapping; undefined when the map says anything else. */
export const sparseParts = (numbers: readonly number[], realSize: number): readonly SparsePart[] | undefined => {
  const parts: SparsePart[] = [];
  let end = 0;
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    const [offset, length] = [numbers[index] ?? -1, numbers[index + 1] ?? -1];
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || length < 0 || offset < end) return undefined;
    end = offset + length;
    if (end > realSize || parts.length >= maxParts) return undefined;
    if (length > 0) parts.push({ offset, length });
  }
  return parts;
};

/** Takes the packed data of a sparse file and hands on the whole file with its holes; the caller bounds `realSize`. */
export const expandSparse = (parts: readonly SparsePart[], realSize: number, body: TarBody): TarBody => {
  let at = 0;
  let part = 0;
  let within = 0;
  const fill = (until: number): void => {
    while (at < until) {
      const length = Math.min(zeros.length, until - at);
      at += length;
      body(zeros.subarray(0, length), at === realSize);
    }
  };
  return (piece, last) => {
    let from = 0;
    while (from < piece.length) {
      const current = parts[part];
      if (!current) break;
      if (within === 0) fill(current.offset);
      const length = Math.min(piece.length - from, current.length - within);
      at += length;
      within += length;
      body(piece.subarray(from, from + length), at === realSize);
      from += length;
      if (within === current.length) {
        part += 1;
        within = 0;
      }
    }
    if (!last) return;
    if (realSize === 0) body(piece.subarray(0, 0), true);
    fill(realSize);
  };
};

export const readOctalAt = (block: Buffer, at: number): number => {
  const first = block[at] ?? 0;
  if ((first & 0x80) === 0) return Number.parseInt(block.toString('latin1', at, at + 12).replace(/[\0 ]+$/, '') || '0', 8);
  let value = first & 0x7f;
  for (let index = at + 1; index < at + 12; index += 1) value = value * 256 + (block[index] ?? 0);
  return value;
};

/** Pairs of offset and length; the first empty pair ends the list. Source: GNU tar manual, "Old GNU Format". */
export const readSparseNumbers = (block: Buffer, start: number, count: number): number[] => {
  const numbers: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = start + index * 24;
    if (block[at] === 0) break;
    numbers.push(readOctalAt(block, at), readOctalAt(block, at + 12));
  }
  return numbers;
};
