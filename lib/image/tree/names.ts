import { randomInt } from 'node:crypto';

/** Names as numbers, each once. They are kept and looked up as UTF-8 bytes: 100,000 strings, made to be looked up, are work for the collector. */
export type Names = {
  /** Adds it when it is new. */
  idOf(bytes: Uint8Array, start: number, end: number): number;
  /** -1: no such name. */
  find(name: string): number;
  text(id: number): string;
};

const absent = -1;

export const createNames = (): Names => {
  let arena = Buffer.allocUnsafe(64 * 1024);
  let ends = new Uint32Array(4096);
  let table = new Int32Array(2 * ends.length).fill(absent);
  let hashes = new Int32Array(ends.length);
  let count = 0;
  const texts: string[] = [];

  const startOf = (id: number): number => (id === 0 ? 0 : (ends[id - 1] ?? 0));
  const isAt = (id: number, bytes: Uint8Array, start: number, end: number): boolean => {
    let at = startOf(id);
    if ((ends[id] ?? 0) - at !== end - start) return false;
    for (let index = start; index < end; index += 1) if (arena[at++] !== bytes[index]) return false;
    return true;
  };
  /** The slot of this name, or the free one where it belongs. The table is never more than half full. */
  const slotOf = (hash: number, bytes: Uint8Array, start: number, end: number): number => {
    const mask = table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = table[slot] ?? absent;
      if (id === absent || (hashes[id] === hash && isAt(id, bytes, start, end))) return slot;
    }
  };
  const grow = (): void => {
    const [oldEnds, oldHashes] = [ends, hashes];
    ends = new Uint32Array(2 * oldEnds.length);
    ends.set(oldEnds);
    hashes = new Int32Array(ends.length);
    hashes.set(oldHashes);
    table = new Int32Array(2 * ends.length).fill(absent);
    const mask = table.length - 1;
    for (let id = 0; id < count; id += 1) {
      let slot = (hashes[id] ?? 0) & mask;
      while (table[slot] !== absent) slot = (slot + 1) & mask;
      table[slot] = id;
    }
  };
  const append = (bytes: Uint8Array, start: number, end: number): void => {
    const from = startOf(count);
    if (from + end - start > arena.length) {
      const larger = Buffer.allocUnsafe(Math.max(2 * arena.length, from + end - start));
      larger.set(arena.subarray(0, from));
      arena = larger;
    }
    arena.set(bytes.subarray(start, end), from);
    ends[count] = from + end - start;
  };

  return {
    idOf: (bytes, start, end) => {
      const hash = hashOf(bytes, start, end);
      const slot = slotOf(hash, bytes, start, end);
      const known = table[slot] ?? absent;
      if (known !== absent) return known;
      append(bytes, start, end);
      hashes[count] = hash;
      table[slot] = count;
      count += 1;
      if (count === ends.length) grow();
      return count - 1;
    },
    find: (name) => {
      const bytes = Buffer.from(name);
      return table[slotOf(hashOf(bytes, 0, bytes.length), bytes, 0, bytes.length)] ?? absent;
    },
    text: (id) => {
      texts[id] ??= arena.toString('utf8', startOf(id), ends[id]);
      return texts[id] ?? '';
    },
  };
};

// Drawn for each process, so that nobody can write names that all fall into one slot. Odd: an even factor loses bits.
const seed = randomInt(2 ** 32);
const factor = randomInt(2 ** 31) * 2 + 1;

/** As FNV-1a goes, with its high bits mixed into the low ones that choose the slot. */
const hashOf = (bytes: Uint8Array, start: number, end: number): number => {
  let hash = seed | 0;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), factor);
  return hash ^ (hash >>> 15);
};
