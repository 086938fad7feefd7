import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProgram } from '../../lib/image/catalogue/program/scan.ts';
import { cataloguers } from '../../lib/image/catalogue/table.ts';
import { readZip } from '../../lib/image/catalogue/zip.ts';
import { unpack } from '../../lib/image/decompress.ts';
import { inspectImage } from '../../lib/image/inspect.ts';
import { createFilesystem } from '../../lib/image/tree/filesystem.ts';
import { createListing, type Listed, readListing } from '../../lib/image/tree/listing.ts';
import { file, imageOf, imageOfLayers, slices, tar } from './build.ts';

const codes = async (blob: Uint8Array, limits = {}): Promise<string[]> => {
  const { image, source } = imageOf([blob]);
  return (await inspectImage({ image, source, limits })).incomplete.map(({ code }) => code);
};

const status = 'Package: a\nStatus: install ok installed\nVersion: 1\n';
/** A zstd frame of one raw block; enough to test frames without a compressor. Source: RFC 8878, section 3.1.1. */
const zstdFrame = (content: Buffer): Buffer => {
  const blocks = [...slices(content, 100_000)].map((slice, index, all) => {
    const head = Buffer.alloc(3);
    head.writeUIntLE((slice.length << 3) | (index === all.length - 1 ? 1 : 0), 0, 3);
    return Buffer.concat([head, slice]);
  });
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]), ...blocks]);
};
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

describe('layers', () => {
  const content = tar(file('var/lib/dpkg/status', status));
  const half = content.length / 2;

  it.each<[string, Uint8Array]>([
    ['plain', content],
    ['gzip', gzipSync(content)],
    ['gzip in two members', Buffer.concat([gzipSync(content.subarray(0, half)), gzipSync(content.subarray(half))])],
    ['zstd', zstdFrame(content)],
    [
      'zstd in frames with a skippable one first and between',
      Buffer.concat([skippable, zstdFrame(content.subarray(0, half)), skippable, zstdFrame(content.subarray(half))]),
    ],
  ])('are read however they are packed: %s', async (_, blob) => {
    const { image, source } = imageOf([blob]);
    const { packages, incomplete } = await inspectImage({ image, source });
    expect([packages.map(({ name }) => name), incomplete]).toEqual([['a'], []]);
  });

  it.each<[string, Uint8Array, string]>([
    ['a cut gzip', gzipSync(content).subarray(0, 60), 'layer-truncated'],
    ['a cut zstd', zstdFrame(content).subarray(0, 700), 'layer-truncated'],
    ['a damaged gzip', Buffer.concat([gzipSync(content).subarray(0, 10), Buffer.alloc(200, 0xff)]), 'layer-corrupt'],
    ['a damaged zstd', Buffer.concat([zstdFrame(content).subarray(0, 6), Buffer.alloc(90, 0xff)]), 'layer-corrupt'],
    ['bzip2', Buffer.from('BZh91AY&SY'), 'layer-encoding'],
    ['no archive', Buffer.alloc(2048, 'x'), 'tar-corrupt'],
    ['a cut archive', content.subarray(0, 700), 'tar-truncated'],
  ])('say why they could not be read: %s', async (_, blob, code) => {
    expect(await codes(blob)).toContain(code);
  });

  it('stop at the cap of a bomb, and the rest of the image is read', async () => {
    const bomb = gzipSync(tar(file('zeros', Buffer.alloc(40_000_000))));
    const { image, source } = imageOf([bomb, gzipSync(content)]);
    const { packages, incomplete } = await inspectImage({ image, source, limits: { maxUnpackedBytes: 10_000_000 } });
    expect([packages.length, incomplete.map(({ code }) => code)]).toEqual([1, ['layer-too-large']]);
  });

  it('stop at the cap of entries', async () => {
    const many = tar(...Array.from({ length: 3000 }, (_, index) => file(`f/${index}`)));
    expect(await codes(gzipSync(many), { maxEntries: 1000 })).toEqual(['too-many-entries']);
  });

  it('stop at the cap of entries of the whole image', async () => {
    const { image, source } = imageOfLayers([[file('a'), file('b')], [file('c')]]);
    const { incomplete } = await inspectImage({ image, source, limits: { maxImageEntries: 1, layersAtOnce: 1 } });
    expect(incomplete.map(({ code }) => code)).toEqual(['too-many-entries']);
  });

  it('are refused when they are not what their digest says', async () => {
    const { image, source } = imageOf([gzipSync(content)]);
    const lying = { ...source, blob: async () => Readable.from([gzipSync(tar(file('other')))]) };
    await expect(inspectImage({ image, source: lying })).rejects.toMatchObject({ code: 'image-corrupt' });
    const short = { ...source, blob: async () => Readable.from([gzipSync(content).subarray(0, 20)]) };
    await expect(inspectImage({ image, source: short })).rejects.toMatchObject({ code: 'image-corrupt' });
  });

  it('end when the time is up', async () => {
    const { image, source } = imageOfLayers([[file('a', 'x')]]);
    await expect(inspectImage({ image, source, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'timed-out' });
  });

  it('pass on what goes wrong on the way', async () => {
    const { image, source } = imageOfLayers([[file('a', 'x')], [file('b', 'y')]]);
    const broken = { ...source, blob: async () => Readable.from(failing()) };
    await expect(inspectImage({ image, source: broken })).rejects.toThrow('the line is cut');
  });

  it('of any bytes give an answer', async () => {
    const magic = fc.constantFrom([], [0x1f, 0x8b, 8, 0], [0x28, 0xb5, 0x2f, 0xfd], [0x50, 0x2a, 0x4d, 0x18]);
    await fc.assert(
      fc.asyncProperty(magic, fc.uint8Array({ maxLength: 3000 }), async (start, rest) => {
        const blob = Buffer.from([...start, ...rest]);
        const digest = `sha256:${createHash('sha256').update(blob).digest('hex')}` as const;
        const { packedBytes } = await unpack({
          packed: Readable.from(slices(blob, 100)),
          digest,
          size: blob.length,
          maxUnpackedBytes: 1e7,
          deliver: () => {},
        });
        expect(packedBytes).toBe(blob.length);
      }),
      { numRuns: 60 },
    );
  });
});

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from([0x1f, 0x8b]);
  throw new Error('the line is cut');
}

describe('cataloguers', () => {
  const samples: { readonly [name: string]: readonly [path: string, starts: readonly string[]] } = {
    rpm: ['var/lib/rpm/rpmdb.sqlite', ['SQLite format 3\0']],
    java: ['app/a.jar', ['PK\x03\x04', 'PK\x05\x06']],
  };

  it.each(cataloguers.map((row) => [row.name, row] as const))('%s takes any bytes without hanging', (name, row) => {
    const [path, starts] = samples[name] ?? [
      `x/${row.on.names?.[0] ?? row.on.extensions?.[0] ?? 'x'}`,
      ['', '{', 'Name: ', 'P:', '__proto__'],
    ];
    fc.assert(
      fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 3000 }), (start, rest) => {
        const content = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
        const entry = { kind: 'file', path, link: '', size: content.length, mode: 0o644, uid: 0, gid: 0, offset: 0 } as const;
        try {
          for (const find of row.read({ path, name: path.split('/').at(-1) ?? '', content, entry })) expect(find.kind).toBeTypeOf('string');
        } catch (error) {
          // The walk reports it; what matters is that it ends, and not by running out of something.
          expect(error).toBeInstanceOf(Error);
          expect(error).not.toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('read programs with lying offsets', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2),
        fc.constantFrom(1, 2),
        fc.uint8Array({ minLength: 100, maxLength: 2000 }),
        (width, order, rest) => {
          const bytes = Buffer.concat([
            Buffer.from([0x7f, 0x45, 0x4c, 0x46, width, order]),
            rest,
            Buffer.from('\xff Go buildinf:\x08\x00', 'latin1'),
            Buffer.alloc(64),
          ]);
          expect([...readProgram(bytes, 'x')]).toBeInstanceOf(Array);
        },
      ),
    );
  });

  it('open jars in jars to a depth, and say where they stop', async () => {
    let jar = zip('leaf.txt', Buffer.from('x'));
    for (let depth = 0; depth < 10; depth += 1) jar = zip('inner.jar', jar);
    const { image, source } = imageOfLayers([[file('app/outer.jar', jar)]]);
    const { incomplete } = await inspectImage({ image, source });
    expect(incomplete.map(({ code }) => code)).toEqual(['archive-too-deep']);
  });

  it('do not unpack a zip bomb', async () => {
    const bomb = zip('inner.jar', Buffer.alloc(300_000_000));
    const { image, source } = imageOfLayers([[file('app/bomb.jar', bomb)]]);
    const { incomplete } = await inspectImage({ image, source });
    expect(incomplete.map(({ code }) => code)).toEqual(['archive-unread']);
  });

  it('read no zip beyond its directory', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 500 }),
        (bytes) => [...readZip(Buffer.concat([bytes, Buffer.from('PK\x05\x06'), Buffer.alloc(18)]), 100)].length <= 100,
      ),
    );
  });
});

describe('the listing of a layer', () => {
  it('comes back as it was', () => {
    const listed = fc.record({
      kind: fc.constantFrom('file', 'directory', 'whiteout', 'opaque', 'special', 'symlink', 'hardlink'),
      path: fc.oneof(
        fc.string(),
        fc.string({ unit: 'binary' }).map((text) => text.replace(/[\ud800-\udfff]/g, 'x')),
      ),
      mode: fc.integer({ min: 0, max: 0o7777 }),
      size: fc.maxSafeNat(),
      link: fc.constant(''),
    });
    fc.assert(
      fc.property(fc.array(listed), (items: Listed[]) => {
        const listing = createListing();
        for (const item of items) listing.add(item);
        const read: Listed[] = [];
        let before = '';
        readListing(listing.text(), (member) => {
          const [path, folder, { kind, mode, size }] = [member.path(), member.folder(), member];
          const name = member.bytes.toString('utf8', member.name, member.end);
          expect(path.endsWith(name) && path.startsWith(folder) && !name.includes('/')).toBe(true);
          expect(member.moved || folder === before).toBe(true);
          before = folder;
          read.push({ kind, path, mode, size, link: member.link() });
        });
        expect(read).toEqual(items);
      }),
    );
  });

  it('is laid over another without end or error, whatever it says', () => {
    const part = fc.constantFrom('a', 'b', 'c', 'a/b', 'b/c', 'a/b/c', 'c/a');
    const listed = fc.record({
      kind: fc.constantFrom('file', 'directory', 'symlink', 'whiteout', 'opaque'),
      path: part,
      mode: fc.constant(0o755),
      size: fc.nat(9),
      link: fc.oneof(part, fc.constant('../..'), fc.constant('/')),
    });
    fc.assert(
      fc.property(fc.array(fc.array(listed, { maxLength: 8 }), { maxLength: 4 }), (layers: Listed[][]) => {
        const files = createFilesystem(0);
        for (const layer of layers) {
          const listing = createListing();
          for (const item of layer) listing.add(item);
          files.apply(listing.text(), new Set([0, 1]));
        }
        const programs = [...files.executables()];
        for (const path of programs) expect(files.find(path)).toBeDefined();
      }),
    );
  });
});

function zip(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content, { level: 9 });
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(content.length, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, Buffer.from(name), packed, central, Buffer.from(name), end]);
}
