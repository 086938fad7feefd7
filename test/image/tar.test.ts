import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TarEntry } from '../../lib/image/tar/entry.ts';
import { linkTarget, normalisePath } from '../../lib/image/tar/path.ts';
import { createTarWalker, defaultTarLimits, type TarLimits, type TarProblem } from '../../lib/image/tar.ts';
import { file, header, type Member, member, padded, sealed, slices, symlink, tar } from './build.ts';

type Walked = {
  readonly entries: readonly TarEntry[];
  readonly contents: ReadonlyMap<string, string>;
  readonly problems: readonly TarProblem[];
};

const walk = (bytes: Buffer, size = bytes.length || 1, limits: TarLimits = defaultTarLimits): Walked => {
  const entries: TarEntry[] = [];
  const contents = new Map<string, string>();
  const problems: TarProblem[] = [];
  const walker = createTarWalker(
    {
      entry: (entry) => {
        entries.push(entry);
        let text = '';
        return entry.size > 1_000_000
          ? null
          : (piece, last) => {
              text += Buffer.from(piece).toString('latin1');
              if (last) contents.set(entry.path, text);
            };
      },
      problem: (code) => problems.push(code),
    },
    limits,
  );
  for (const slice of slices(bytes, size)) walker.write(slice);
  walker.end();
  return { entries, contents, problems };
};
const raw = (...blocks: readonly Uint8Array[]): Buffer => Buffer.concat([...blocks, Buffer.alloc(1024)]);
const long = (type: 'L' | 'K', text: string): Buffer =>
  Buffer.concat([header({ path: '././@LongLink', type }, text.length + 1), padded(Buffer.from(`${text}\0`))]);
const edited = (entry: Member, edit: (block: Buffer) => void, content = ''): Buffer => {
  const block = header(entry, content.length);
  edit(block);
  return Buffer.concat([sealed(block), padded(Buffer.from(content))]);
};

describe('the tar walker', () => {
  it.each<[string, Buffer, Partial<TarEntry>]>([
    ['a plain file', tar(file('a/b', 'xy', 0o4755)), { kind: 'file', path: 'a/b', size: 2, mode: 0o4755 }],
    ['a ustar prefix', raw(edited(file('b'), (block) => block.write('long/folder', 345))), { path: 'long/folder/b' }],
    [
      'GNU magic, which has no prefix',
      raw(edited(file('b'), (block) => block.write('ustar  \0', 257) && block.write('12345', 345))),
      { path: 'b' },
    ],
    ['a GNU long name', raw(long('L', 'n'.repeat(300)), member(file('short', 'x'))), { path: 'n'.repeat(300) }],
    ['a GNU long link', raw(long('K', '/t'.repeat(90)), member(symlink('l', 'short'))), { kind: 'symlink', link: '/t'.repeat(90) }],
    [
      'pax path, link and capability',
      tar({ ...symlink('l', 'x'), pax: { path: 'päx', linkpath: 'zu/ü', 'SCHILY.xattr.security.capability': 'cap' } }),
      { path: 'päx', link: 'zu/ü' },
    ],
    [
      'a global pax header',
      raw(header({ path: 'g', type: 'g' }, 15), padded(Buffer.from('15 path=global\n')), member(file('x'))),
      { path: 'global' },
    ],
    ['a V7 folder', raw(edited({ path: 'folder/', type: '\0' }, () => {})), { kind: 'directory', path: 'folder' }],
    ['a V7 file', raw(edited({ path: 'f', type: '\0' }, () => {})), { kind: 'file' }],
    [
      'a base-256 size',
      raw(
        edited(
          file('big'),
          (block) => {
            block.fill(0, 124, 136);
            block[124] = 0x80;
            block[135] = 3;
          },
          'abc',
        ),
      ),
      { size: 3 },
    ],
    [
      'a hard link with a size and no body',
      raw(header({ path: 'h', type: '1', link: 'a' }, 5), member(file('next'))),
      { kind: 'hardlink', size: 0, link: 'a' },
    ],
    ['a device', raw(header({ path: 'd', type: '3' }, 0)), { kind: 'device' }],
    ['a signed checksum', raw(signed()), { kind: 'file' }],
  ])('reads %s, whole or byte by byte', (_, bytes, expected) => {
    for (const size of [bytes.length, 1, 511, 513]) {
      const { entries, problems } = walk(bytes, size);
      expect(entries[0]).toMatchObject(expected);
      expect(problems).toEqual([]);
    }
  });

  it('expands sparse files of each form', () => {
    const gnu = raw(
      edited(
        { path: 's', type: 'S' },
        (block) => {
          block.write('00000000004\0', 386);
          block.write('00000000002\0', 398);
          block.write('00000000010\0', 483);
          block.write('ustar  \0', 257);
          block.write('00000000002\0', 124);
        },
        'xy',
      ),
    );
    const pax = tar({
      path: 'x',
      content: 'xy',
      pax: { 'GNU.sparse.major': '0', 'GNU.sparse.size': '8', 'GNU.sparse.name': 's', 'GNU.sparse.map': '4,2' },
    });
    const map = Buffer.alloc(512);
    map.write('1\n4\n2\n');
    const pax1 = tar({
      path: 'x',
      content: Buffer.concat([map, Buffer.from('xy')]),
      pax: { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.realsize': '8', 'GNU.sparse.name': 's' },
    });
    for (const bytes of [gnu, pax, pax1]) {
      for (const size of [bytes.length, 100]) expect(walk(bytes, size).contents.get('s')).toBe('\0\0\0\0xy\0\0');
    }
  });

  it.each<[string, Buffer, TarProblem]>([
    ['no header at all', Buffer.alloc(512, 'x'), 'tar-corrupt'],
    ['a negative size', raw(edited(file('n'), (block) => block.fill(0xff, 124, 136))), 'tar-corrupt'],
    [
      'a size beyond all bounds',
      raw(
        edited(file('n'), (block) => {
          block[124] = 0x80;
          block.fill(0xff, 125, 136);
        }),
      ),
      'tar-corrupt',
    ],
    ['a cut body', tar(file('a', 'x'.repeat(2000))).subarray(0, 1000), 'tar-truncated'],
    ['a cut header', tar(file('a')).subarray(0, 100), 'tar-truncated'],
    ['a pax header of 100 MB', raw(header({ path: 'x', type: 'x' }, 100_000_000)), 'header-too-large'],
    [
      'a malformed pax header',
      raw(header({ path: 'x', type: 'x' }, 8), padded(Buffer.from('99 path=')), member(file('a'))),
      'header-corrupt',
    ],
    ['a name of 1 MiB', tar({ ...file('n'), pax: { path: 'n'.repeat(1_000_000) } }), 'path-too-long'],
  ])('reports %s', (_, bytes, code) => {
    expect(walk(bytes).problems[0]).toBe(code);
    expect(walk(bytes, 333).problems[0]).toBe(code);
  });

  it('goes on after a name it cannot take', () => {
    const { entries, problems } = walk(tar({ ...file('n', 'x'), pax: { path: 'n'.repeat(5000) } }, file('after')));
    expect([entries.map(({ path }) => path), problems]).toEqual([['after'], ['path-too-long']]);
  });

  it('stops at its bound of entries', () => {
    const many = tar(...Array.from({ length: 20 }, (_, index) => file(`f${index}`)));
    const { entries, problems } = walk(many, many.length, { ...defaultTarLimits, maxEntries: 10 });
    expect([entries.length, problems]).toEqual([10, ['too-many-entries']]);
  });

  it('ignores what stands after the end', () => {
    expect(walk(Buffer.concat([tar(file('a')), Buffer.alloc(700, 'x')])).problems).toEqual([]);
  });

  it('gives the same for any cut, and takes any bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 1200 }).map((bytes) => Buffer.from(bytes)),
      fc
        .record({
          path: fc.string({ maxLength: 40 }),
          type: fc.constantFrom('0', '1', '2', '5', 'S', 'x', 'g', 'L', 'K', '7', 'Z'),
          content: fc.uint8Array({ maxLength: 700 }),
        })
        .map(member),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.integer({ min: 1, max: 2000 }), (pieces, size) => {
        const bytes = Buffer.concat(pieces);
        expect(walk(bytes, size)).toEqual(walk(bytes));
      }),
    );
  });
});

describe('paths', () => {
  it.each([
    ['./a/b', 'a/b'],
    ['/a//b/', 'a/b'],
    ['a/../../b', 'b'],
    ['../..', ''],
    ['.', ''],
    ['', ''],
    ['a/./b/.', 'a/b'],
    ['..a/...', '..a/...'],
  ])('%s is %s', (name, path) => {
    expect(normalisePath(name)).toBe(path);
  });

  it('links never leave the root', () => {
    expect(linkTarget('a/b/l', '../../../etc')).toBe('etc');
    expect(linkTarget('a/l', '/x/../y')).toBe('y');
    fc.assert(fc.property(fc.string(), fc.string(), (path, target) => !linkTarget(normalisePath(path), target).split('/').includes('..')));
  });
});

function signed(): Buffer {
  const block = header(file('ä'), 0);
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + (byte > 127 ? byte - 256 : byte), 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
