import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createIgzip } from '../../lib/adapters/igzip/igzip.ts';
import { inspectImage } from '../../lib/image/inspect.ts';
import { type Reading, readLayer } from '../../lib/image/layer/read.ts';
import { readInThread } from '../../lib/image/layer/thread/pool.ts';
import { program } from '../../lib/image/layer/thread/program.ts';
import { type LayerThread, startLayerThread } from '../../lib/image/layer/thread/thread.ts';
import { nothingAgain } from '../../lib/image/layer/walk.ts';
import { defaultLimits } from '../../lib/image/limits.ts';
import { compileUserRules } from '../../lib/image/secret/user-rules.ts';
import { sha256 } from '../../lib/model/digest.ts';
import { file, hardlink, imageOf, incompressible, type Member, slices, tar } from './build.ts';

const text = program ?? '';
const readingOf = (layer: Uint8Array, more: Partial<Reading> = {}): Reading => ({
  digest: sha256(layer),
  size: layer.length,
  limits: defaultLimits,
  again: nothingAgain,
  ...more,
});
const packed = (layer: Uint8Array, size = 70_000): Readable => Readable.from(slices(Buffer.from(layer), size));
const rule = { id: 'acme-token', title: 'ACME token', literals: ['acme_'], pattern: '\\bacme_[a-z0-9]{16}\\b' };

const content = tar(
  file('var/lib/dpkg/status', 'Package: a\nStatus: install ok installed\nVersion: 1\n'),
  file('app/.env', 'AWS=AKIAQYLPMN5HFIQR7XYA\nX=acme_q7w8e9r0t1y2u3i4'),
  file('noise', incompressible(640_000)),
  hardlink('etc/os-release', 'usr/lib/os-release'),
);
const gzipped = gzipSync(content);
const raw = (bytes: Buffer): Buffer => {
  const blocks = [...slices(bytes, 100_000)].map((slice, index, all) => {
    const head = Buffer.alloc(3);
    head.writeUIntLE((slice.length << 3) | (index === all.length - 1 ? 1 : 0), 0, 3);
    return Buffer.concat([head, slice]);
  });
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]), ...blocks]);
};
/** A gzip member that ends after this many bytes, or somewhat more; zeros up to the end of a piece, and another member. */
const zeros = (least: number): Buffer => {
  const member = gzipSync(content.subarray(0, 512 * 3), { level: 9 });
  return Buffer.concat([member, Buffer.alloc(least - member.length), gzipSync(content.subarray(512 * 3))]);
};
const damaged = Buffer.from(gzipped);
damaged.fill(0xff, 300_000, 300_400);

const withThread = async <T>(use: (thread: LayerThread) => Promise<T>, source = text): Promise<T> => {
  const thread = startLayerThread(source, 64);
  try {
    return await use(thread);
  } finally {
    thread.end();
  }
};

describe('a layer read in a thread', () => {
  it.each<[string, Uint8Array, Partial<Reading>]>([
    ['gzip', gzipped, {}],
    ['zstd', raw(content), {}],
    ['plain', content, {}],
    ['two members', Buffer.concat([gzipSync(content.subarray(0, 5000)), gzipSync(content.subarray(5000))]), {}],
    ['zeros after the end, in pieces that end and begin there', zeros(69_999), {}],
    ['zeros between two members', zeros(140_000), {}],
    ['a program that unpacks', gzipped, { unpackGzip: createIgzip('gzip') }],
    ['rules of a team', gzipped, { limits: { ...defaultLimits, secretRules: compileUserRules([rule], 'acme') } }],
    ['without secrets', gzipped, { limits: { ...defaultLimits, secrets: false } }],
    ['a bomb', gzipped, { limits: { ...defaultLimits, maxUnpackedBytes: 100_000 } }],
    ['a cut archive', content.subarray(0, 3000), {}],
    ['a cut zstd', raw(content).subarray(0, 200_000), {}],
    ['an encoding nobody knows', Buffer.from('BZh91AY&SY'), {}],
    [
      'a second walk',
      gzipped,
      { again: { linked: new Map([['noise', [{ path: 'etc/passwd', ordinal: 3 }]]]), programs: new Set(['noise']) } },
    ],
    ['something after it, by who tells of it', Buffer.concat([gzipped, Buffer.from('and more')]), { isDoubtful: true }],
    ['damaged, by who tells of it', damaged, { isDoubtful: true }],
    ['cut, by who tells of it', gzipped.subarray(0, 400_000), { isDoubtful: true }],
  ])('gives the same answer, whoever decodes: %s', async (_, layer, more) => {
    const here = await readLayer(packed(layer), readingOf(layer, more));
    for (const inline of [true, false])
      expect(await withThread((thread) => thread.read(packed(layer), readingOf(layer, more), {}, inline))).toEqual(here);
    expect(await readInThread(text, async () => packed(layer), readingOf(layer, more), {})).toEqual(here);
  });

  it.each([
    ['damaged', damaged],
    ['followed by something', Buffer.concat([gzipped, Buffer.from('and more')])],
    ['cut', gzipped.subarray(0, 400_000)],
  ])('leaves what is %s to the decoder that tells how', async (_, layer) => {
    const read = await withThread((thread) => thread.read(packed(layer), readingOf(layer), {}, true));
    expect(read?.problem).toBe('layer-doubtful');
  });

  it('gives the same answer in whatever pieces it comes', async () => {
    const expected = await readLayer(packed(gzipped), readingOf(gzipped));
    await withThread((thread) =>
      fc.assert(
        fc.asyncProperty(fc.integer({ min: 900, max: 700_000 }), async (size) => {
          expect(await thread.read(packed(gzipped, size), readingOf(gzipped), {}, true)).toEqual(expected);
        }),
        { numRuns: 20 },
      ),
    );
  });

  it.each<[string, Partial<Reading>]>([
    ['the digest', { digest: sha256(Buffer.from('other')) }],
    ['the size', { size: 1000 }],
  ])('is refused when %s is another', async (_, more) => {
    const read = withThread((thread) => thread.read(packed(gzipped), readingOf(gzipped, more), {}, true));
    await expect(read).rejects.toMatchObject({ code: 'image-corrupt' });
  });

  it('ends with what its source throws, and when the time is up', async () => {
    const broken = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(gzipped.subarray(0, 1000));
      throw new Error('the line is cut');
    };
    const failing = withThread((thread) => thread.read(Readable.from(broken()), readingOf(gzipped), {}, true));
    await expect(failing).rejects.toThrow('the line is cut');
    const stop = new AbortController();
    const endless = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(gzipped.subarray(0, 1000));
      stop.abort();
      await new Promise(() => {});
    };
    const late = withThread((thread) => thread.read(Readable.from(endless()), readingOf(gzipped), { signal: stop.signal }, true));
    await expect(late).rejects.toMatchObject({ code: 'timed-out' });
  });

  it('leaves no program behind that unpacked for it, not even a dead one, when the time is up', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plimsoll-threads-'));
    const [path, note] = [join(folder, 'unpacker'), join(folder, 'pid')];
    writeFileSync(path, `#!/bin/sh\necho $$ > ${note}.new; mv ${note}.new ${note}; exec cat\n`, { mode: 0o755 });
    const stop = new AbortController();
    const endless = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(gzipped.subarray(0, 1000));
      await vi.waitUntil(() => existsSync(note), { timeout: 20_000 });
      stop.abort();
      await new Promise(() => {});
    };
    const reading = readingOf(gzipped, { unpackGzip: createIgzip(path) });
    const late = readInThread(text, async () => Readable.from(endless()), reading, { signal: stop.signal });
    await expect(late).rejects.toMatchObject({ code: 'timed-out' });
    const pid = Number(readFileSync(note, 'utf8'));
    // A dead process that nobody has waited for still has its number.
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 20_000 });
    rmSync(folder, { recursive: true });
  });

  it('does not wait for ever for threads that a slow registry holds up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const stop = new AbortController();
    const silent = async function* (): AsyncGenerator<Buffer> {
      yield await new Promise<Buffer>(() => {});
    };
    const held = Array.from({ length: 2 }, () =>
      readInThread(text, async () => Readable.from(silent()), readingOf(gzipped), { signal: stop.signal }),
    );
    const read = readInThread(text, async () => packed(gzipped), readingOf(gzipped), {});
    await vi.advanceTimersByTimeAsync(31_000);
    vi.useRealTimers();
    expect(await read).toEqual(await readLayer(packed(gzipped), readingOf(gzipped)));
    stop.abort();
    for (const one of held) await expect(one).rejects.toMatchObject({ code: 'timed-out' });
  });

  it('has no more under way than the thread takes', async () => {
    let given = 0;
    const endless = async function* (): AsyncGenerator<Buffer> {
      for (;;) {
        given += 1;
        yield Buffer.alloc(100_000);
      }
    };
    const stop = new AbortController();
    const deaf = "require('node:worker_threads').parentPort.on('message', () => {})";
    const reading = withThread((thread) => thread.read(Readable.from(endless()), readingOf(gzipped), { signal: stop.signal }, true), deaf);
    for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ code: 'timed-out' });
    // Four on their way, one in hand, and what the stream reads ahead.
    expect(given).toBeLessThan(30);
  });

  it.each<[string, string, unknown]>([
    ['that is out of memory', 'const all = []; for (;;) all.push({ length: all.length });', null],
    ['that fails', "throw new Error('a fault')", 'a fault'],
    ['that ends', 'process.exit(0)', 'a thread ended'],
  ])('is told of a thread %s, which ends nothing else', async (_, body, expected) => {
    const source = `require('node:worker_threads').parentPort.on('message', () => { ${body} })`;
    const read = withThread(async (thread) => {
      const answer = await thread.read(packed(gzipped), readingOf(gzipped), {}, true);
      return answer;
    }, source);
    if (expected === null) expect(await read).toBeNull();
    else await expect(read).rejects.toThrow(String(expected));
  });
});

describe('an image of large layers', () => {
  const noise = incompressible(17 * 1024 * 1024);
  const large = (...members: readonly Member[]): Buffer => gzipSync(tar(...members, file('noise', noise)), { level: 1 });
  const status = (name: string) => file(`var/lib/dpkg/status.d/${name}`, `Package: ${name}\nStatus: install ok installed\nVersion: 1\n`);
  const [one, two, small] = [large(status('one')), large(status('two')), gzipSync(tar(status('three')))];

  it('has them read in threads, and the small ones not', async () => {
    const token = (name: string) => file(`srv/${name}`, 'acme_q7w8e9r0t1y2u3i4');
    const { image, source } = imageOf([large(token('large')), gzipSync(tar(token('small'))), large(token('other'))]);
    // A thread compiles the rules as they were written; what was compiled here is left out, so that it shows who read.
    const secretRules = { id: 'written', given: [rule], added: [], searches: new Map() };
    const { secrets, incomplete } = await inspectImage({ image, source, limits: { secretRules } });
    const paths = secrets.map(({ place }) => (place.kind === 'file' ? place.path : ''));
    expect([paths.sort(), incomplete]).toEqual([availableParallelism() > 1 ? ['srv/large', 'srv/other'] : [], []]);
  });

  it('is read whole though one of them is damaged, and says which', async () => {
    const hurt = Buffer.from(two);
    hurt.fill(0xff, 9_000_000, 9_000_400);
    const { image, source } = imageOf([one, hurt]);
    const { packages, incomplete } = await inspectImage({ image, source });
    expect(packages.map(({ name }) => name).sort()).toEqual(['one', 'two']);
    expect(incomplete.map(({ code, layer }) => [code, layer])).toEqual([['layer-corrupt', sha256(hurt)]]);
  });

  it('is given up when the time is up in the middle, those that wait for a thread too', async () => {
    const stop = new AbortController();
    const { image, source } = imageOf([one, two, large(status('four'))]);
    const reading = inspectImage({ image, source, signal: stop.signal, onProgress: ({ bytes }) => bytes > 2_000_000 && stop.abort() });
    await expect(reading).rejects.toMatchObject({ code: 'timed-out' });
    expect((await inspectImage(imageOf([small]))).packages).toHaveLength(1);
    expect((await inspectImage(imageOf([one]))).packages).toHaveLength(1);
  });
});
