import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { sha256 } from '../../lib/model/digest.ts';
import type { JsonObject } from '../../lib/model/json.ts';
import type { Descriptor, ImageSource, ResolvedImage } from '../../lib/ports/image-source.ts';

/** One member of a tar under test; `type` is the header's letter. */
export type Member = {
  readonly path: string;
  readonly type?: string;
  readonly content?: string | Uint8Array;
  readonly link?: string;
  readonly mode?: number;
  readonly size?: number;
  readonly pax?: { readonly [key: string]: string };
};

const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`;

export const header = (member: Member, size: number): Buffer => {
  const block = Buffer.alloc(512);
  block.write(member.path, 0, 100);
  block.write(octal(member.mode ?? (member.type === '5' ? 0o755 : 0o644), 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(member.type ?? '0', 156);
  block.write(member.link ?? '', 157, 100);
  block.write('ustar\x0000', 257);
  return sealed(block);
};

/** Sets the checksum of a header that was changed. */
export const sealed = (block: Buffer): Buffer => {
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
};

export const padded = (content: Uint8Array): Buffer => Buffer.concat([content, Buffer.alloc((512 - (content.length % 512)) % 512)]);

export const paxRecord = (key: string, value: string): string => {
  const body = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(body);
  while (Buffer.byteLength(body) + String(length).length !== length) length = Buffer.byteLength(body) + String(length).length;
  return `${length}${body}`;
};

export const member = (entry: Member): Buffer => {
  const content = Buffer.from(entry.content ?? '');
  const pax = Object.entries(entry.pax ?? {})
    .map(([key, value]) => paxRecord(key, value))
    .join('');
  const extended = pax === '' ? [] : [header({ path: 'pax', type: 'x' }, Buffer.byteLength(pax)), padded(Buffer.from(pax))];
  return Buffer.concat([...extended, header(entry, entry.size ?? content.length), padded(content)]);
};

export const tar = (...entries: readonly Member[]): Buffer => Buffer.concat([...entries.map(member), Buffer.alloc(1024)]);

export const file = (path: string, content: string | Uint8Array = '', mode = 0o644): Member => ({ path, content, mode });
export const folder = (path: string): Member => ({ path: `${path}/`, type: '5' });
export const symlink = (path: string, link: string): Member => ({ path, type: '2', link, mode: 0o777 });
export const hardlink = (path: string, link: string): Member => ({ path, type: '1', link });

export type BuiltImage = { readonly image: ResolvedImage; readonly source: ImageSource & { readonly fetched: string[] } };

/** An image of these blobs in memory. `fetched` counts what was asked for. */
export const imageOf = (blobs: readonly Uint8Array[], config: JsonObject = {}): BuiltImage => {
  const layers = blobs.map(
    (blob): Descriptor => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest: sha256(blob),
      size: blob.length,
    }),
  );
  const fetched: string[] = [];
  const image: ResolvedImage = {
    reference: 'registry.test/app:1',
    repository: 'registry.test/app',
    digest: sha256(JSON.stringify(layers)),
    platform: { os: 'linux', architecture: 'amd64' },
    config,
    configDigest: sha256(JSON.stringify(config)),
    layers,
  };
  return {
    image,
    source: {
      fetched,
      resolve: async () => [image],
      blob: async (_image, layer) => {
        fetched.push(layer.digest);
        const blob = blobs[layers.findIndex(({ digest }) => digest === layer.digest)] ?? new Uint8Array();
        return Readable.from(slices(Buffer.from(blob), 64 * 1024));
      },
    },
  };
};

/** Bytes that no packer makes smaller, the same each time; a multiple of 32. */
export const incompressible = (bytes: number): Buffer =>
  Buffer.concat(Array.from({ length: bytes / 32 }, (_, index) => createHash('sha256').update(`${index}`).digest()));

export function* slices(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** An image of layers given as members, gzipped. */
export const imageOfLayers = (layers: readonly (readonly Member[])[], config: JsonObject = {}): BuiltImage =>
  imageOf(
    layers.map((entries) => gzipSync(tar(...entries))),
    config,
  );
