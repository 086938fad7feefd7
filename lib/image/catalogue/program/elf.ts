/** The parts of an ELF file that readers here need. Source: System V ABI, chapter 4, "Object Files". */
export type Elf = {
  section(name: string): Buffer | undefined;
  /** Where in the file an address of the running program lies. */
  place(address: number): number | undefined;
};

const maxHeaders = 10_000;

/** Undefined: no ELF file, or its tables lie outside of it. */
export const readElf = (file: Buffer): Elf | undefined => {
  if (file.length < 64 || file.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  const wide = file[4] === 2;
  const big = file[5] === 2;
  const u16 = (at: number): number => (at + 2 > file.length ? 0 : big ? file.readUInt16BE(at) : file.readUInt16LE(at));
  const u32 = (at: number): number => (at + 4 > file.length ? 0 : big ? file.readUInt32BE(at) : file.readUInt32LE(at));
  const u64 = (at: number): number => (at + 8 > file.length ? 0 : Number(big ? file.readBigUInt64BE(at) : file.readBigUInt64LE(at)));
  const word = wide ? u64 : u32;
  const table = (offset: number, size: number, count: number): readonly number[] =>
    Array.from({ length: Math.min(count, maxHeaders) }, (_, index) => offset + index * size).filter((at) => at + size <= file.length);

  const sections = table(word(wide ? 40 : 32), u16(wide ? 58 : 46), u16(wide ? 60 : 48));
  const segments = table(word(wide ? 32 : 28), u16(wide ? 54 : 42), u16(wide ? 56 : 44));
  const names = sections[u16(wide ? 62 : 50)];
  const contentOf = (header: number): Buffer => {
    const start = word(header + (wide ? 24 : 16));
    return file.subarray(start, start + word(header + (wide ? 32 : 20)));
  };
  return {
    section: (name) => {
      const texts = names === undefined ? Buffer.alloc(0) : contentOf(names);
      const header = sections.find((at) => texts.toString('latin1', u32(at), u32(at) + name.length + 1) === `${name}\0`);
      return header === undefined ? undefined : contentOf(header);
    },
    place: (address) => {
      for (const at of segments) {
        const [offset, start, size] = wide ? [u64(at + 8), u64(at + 16), u64(at + 32)] : [u32(at + 4), u32(at + 8), u32(at + 16)];
        if (u32(at) === 1 && address >= start && address < start + size) return offset + address - start;
      }
      return undefined;
    },
  };
};
