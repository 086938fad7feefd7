import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach } from 'vitest';
import { createEgress } from '../../../lib/adapters/egress/egress.ts';
import { createImageSource } from '../../../lib/adapters/registry/image-source.ts';
import type { ImageSource } from '../../../lib/ports/image-source.ts';
import { type ImageHome, imageSourceContract } from '../../contract/image-source.ts';
import { type Files, layoutFiles, pushStored, savedFiles, temporaryFolder, writeFiles } from '../../fixtures/registry/store.ts';
import { file, tar } from '../../image/build.ts';
import { fakeRegistry, sourceFor } from './registry.ts';

const folders: { remove(): Promise<void> }[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await folder.remove();
});

const localSource = (stdin?: Readable): ImageSource => createImageSource({ egress: createEgress(), local: stdin ? { stdin } : {} });
const packed = (files: Files): Buffer => tar(...[...files].map(([name, bytes]) => file(name, bytes)));

const archiveHome =
  (prefix: string, name: string, pack: (images: Parameters<ImageHome['put']>[0]) => Buffer) => async (): Promise<ImageHome> => {
    const folder = await temporaryFolder();
    folders.push(folder);
    const path = join(folder.path, name);
    return {
      source: localSource(),
      missing: `${prefix}${join(folder.path, 'none.tar')}`,
      put: async (images) => {
        await writeFile(path, pack(images));
        return prefix + path;
      },
    };
  };

imageSourceContract(
  'a registry',
  async () => {
    const registry = await fakeRegistry();
    return {
      source: sourceFor(),
      missing: `${registry.host}/app:none`,
      put: async (images) => {
        pushStored(registry, '1', images);
        return `${registry.host}/app:1`;
      },
    };
  },
  { platforms: true },
);

imageSourceContract(
  'an OCI layout in a folder',
  async () => {
    const folder = await temporaryFolder();
    folders.push(folder);
    return {
      source: localSource(),
      missing: `oci-layout:${folder.path}/none`,
      put: async (images) => {
        await writeFiles(folder.path, layoutFiles(images));
        return `oci-layout:${folder.path}`;
      },
    };
  },
  { platforms: true },
);

imageSourceContract(
  'an OCI layout in a tar',
  archiveHome('oci-archive:', 'image.tar', (images) => packed(layoutFiles(images))),
  { platforms: true },
);
imageSourceContract(
  'docker save',
  archiveHome('docker-archive:', 'image.tar', (images) => packed(savedFiles(images))),
  { platforms: false },
);
imageSourceContract(
  'docker save, gzipped',
  archiveHome('', 'image.tar.gz', (images) => gzipSync(packed(savedFiles(images)))),
  { platforms: false },
);

imageSourceContract(
  'standard input',
  async () => {
    let bytes = Buffer.alloc(0);
    const stdin = Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += 60_000) yield bytes.subarray(at, at + 60_000);
      })(),
    );
    return {
      source: localSource(stdin),
      missing: 'oci-layout:/nowhere',
      put: async (images) => {
        bytes = gzipSync(packed(savedFiles(images)));
        return '-';
      },
    };
  },
  { platforms: false },
);
