const magic = 0x061561;
const pageHeader = 26;
const hashPages = new Set([2, 13]);
const overflowPage = 7;
const inlineItem = 1;
const overflowItem = 3;
const maxBlob = 64 * 1024 * 1024;

type Pages = { readonly file: Buffer; readonly size: number; u16(at: number): number; u32(at: number): number };

/** The values of a Berkeley DB hash in either byte order. Source: Berkeley DB, src/dbinc/db_page.h. */
export function* readBdb(file: Buffer): Generator<Buffer> {
  const pages = openPages(file);
  for (let start = 0; start + pages.size <= file.length; start += pages.size) {
    if (hashPages.has(file[start + 25] ?? 0)) yield* readHashPage(pages, start);
  }
}

const openPages = (file: Buffer): Pages => {
  if (file.length < 512) throw new Error('no Berkeley DB');
  const big = file.readUInt32BE(12) === magic;
  if (!big && file.readUInt32LE(12) !== magic) throw new Error('no Berkeley DB hash');
  const u16 = (at: number): number => (big ? file.readUInt16BE(at) : file.readUInt16LE(at));
  const u32 = (at: number): number => (big ? file.readUInt32BE(at) : file.readUInt32LE(at));
  const size = u32(20);
  if (size < 512 || size > 65_536 || (size & (size - 1)) !== 0) throw new Error('a page size that cannot be');
  return { file, size, u16, u32 };
};

/** Keys and values take turns; items are stored from the end of the page. */
function* readHashPage(pages: Pages, start: number): Generator<Buffer> {
  const entries = Math.min(pages.u16(start + 20), Math.floor((pages.size - pageHeader) / 2));
  for (let index = 1; index < entries; index += 2) {
    const offset = pages.u16(start + pageHeader + index * 2);
    const end = pages.u16(start + pageHeader + (index - 1) * 2);
    if (offset < pageHeader || offset >= end || end > pages.size) continue;
    const kind = pages.file[start + offset];
    if (kind === inlineItem) yield pages.file.subarray(start + offset + 1, start + end);
    if (kind === overflowItem && offset + 12 <= pages.size) {
      const value = readOverflow(pages, pages.u32(start + offset + 4), pages.u32(start + offset + 8));
      if (value) yield value;
    }
  }
}

/** Follows the chain of pages; each page gives at least a byte, so that a loop ends at the stated length. */
const readOverflow = (pages: Pages, first: number, length: number): Buffer | undefined => {
  if (length > maxBlob || length > pages.file.length) return undefined;
  const value = Buffer.alloc(length);
  let filled = 0;
  for (let page = first; filled < length && page !== 0; ) {
    const start = page * pages.size;
    if (start + pages.size > pages.file.length || pages.file[start + 25] !== overflowPage) return undefined;
    const used = Math.min(pages.u16(start + 22), pages.size - pageHeader, length - filled);
    if (used === 0) return undefined;
    pages.file.copy(value, filled, start + pageHeader, start + pageHeader + used);
    filled += used;
    page = pages.u32(start + 16);
  }
  return filled === length ? value : undefined;
};
