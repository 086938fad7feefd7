import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createIgzip } from '../../../lib/adapters/igzip/igzip.ts';
import { inspectImage } from '../../../lib/image/inspect.ts';
import { file, imageOf, tar } from '../../image/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-igzip-'));
afterAll(() => rmSync(folder, { recursive: true }));

const script = (name: string, body: string): string => {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
};

// gzip takes the same words; where the real one is installed it is tried as well.
const programs = ['gzip', ...(spawnSync('igzip', ['--version']).error ? [] : ['igzip'])];
const broken: readonly (readonly [string, string])[] = [
  ['is not there', join(folder, 'nothing')],
  ['fails at once', script('fails', 'exit 1')],
  ['ends early and says that all is well less often than not', script('half', 'head -c 100 | gzip -dc 2>/dev/null; exit 1')],
  ['writes something else and fails', script('noise', 'cat >/dev/null; head -c 100000 /dev/zero; exit 3')],
];

const content = tar(
  file('var/lib/dpkg/status', 'Package: a\nStatus: install ok installed\nVersion: 1\n'),
  file('big', Buffer.alloc(3_000_000, 'abcdefg')),
  file('app/.env', 'A=b'),
);
const packed = gzipSync(content);
const half = content.length >> 1;
const layers: readonly (readonly [string, Uint8Array])[] = [
  ['whole', packed],
  ['in two members', Buffer.concat([gzipSync(content.subarray(0, half)), gzipSync(content.subarray(half))])],
  ['cut', packed.subarray(0, packed.length - 100)],
  ['with something after it', Buffer.concat([packed, Buffer.from('and more')])],
  ['damaged', Buffer.concat([packed.subarray(0, 2000), Buffer.alloc(500, 0xff), packed.subarray(2500)])],
];

const inspect = (layer: Uint8Array, program?: string, limits = {}) => {
  const { image, source } = imageOf([layer]);
  return inspectImage({ image, source: program ? { ...source, unpackGzip: createIgzip(program) } : source, limits });
};

describe('a program that unpacks gzip', () => {
  it.each(programs.flatMap((program) => layers.map(([what, layer]) => [program, what, layer] as const)))(
    '%s gives the answer of the built-in one: a layer %s',
    async (program, _, layer) => {
      expect(await inspect(layer, program)).toEqual(await inspect(layer));
    },
  );

  it.each(broken)('that %s leaves the layer to the built-in one', async (_, program) => {
    expect(await inspect(packed, program)).toEqual(await inspect(packed));
  });

  it('is stopped at the cap of a bomb', async () => {
    const bomb = gzipSync(tar(file('zeros', Buffer.alloc(40_000_000))));
    expect((await inspect(bomb, 'gzip', { maxUnpackedBytes: 1_000_000 })).incomplete.map(({ code }) => code)).toEqual(['layer-too-large']);
  });
});
