import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Digest, sha256 } from '../../lib/model/digest.ts';
import { buildLayers, fileDigest, type Layer } from './layers.ts';

export type Layout = { readonly layers: readonly Layer[]; readonly zstdLayers: readonly Layer[] };

/** An OCI layout with the same image twice, tagged `gzip` and `zstd`; made once. */
export const buildLayout = async (folder: string): Promise<Layout> => {
  const list = join(folder, 'layers.json');
  if (existsSync(list)) return JSON.parse(readFileSync(list, 'utf8'));
  const layers = await buildLayers(folder);
  const zstdLayers: Layer[] = [];
  for (const layer of layers) zstdLayers.push(await repack(folder, layer));
  const manifests = [
    { ...writeManifest(folder, layers, 'gzip'), annotations: { 'org.opencontainers.image.ref.name': 'gzip' } },
    { ...writeManifest(folder, zstdLayers, 'zstd'), annotations: { 'org.opencontainers.image.ref.name': 'zstd' } },
  ];
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const layout = { layers, zstdLayers };
  writeFileSync(list, JSON.stringify(layout));
  return layout;
};

const repack = async (folder: string, layer: Layer): Promise<Layer> => {
  const file = join(folder, 'layer.zst');
  const { status } = spawnSync('sh', ['-c', `gzip -dc ${layer.path} | zstd -q -3 -f -o ${file}`], { stdio: 'inherit' });
  if (status !== 0) throw new Error('zstd is needed to build the image (apt-get install zstd)');
  const digest = await fileDigest(file);
  const path = join(folder, 'blobs/sha256', digest.slice('sha256:'.length));
  renameSync(file, path);
  return { ...layer, path, digest, size: statSync(path).size };
};

type Written = { readonly mediaType: string; readonly digest: Digest; readonly size: number };

const put = (folder: string, mediaType: string, value: unknown): Written => {
  const bytes = Buffer.from(JSON.stringify(value));
  const digest = sha256(bytes);
  writeFileSync(join(folder, 'blobs/sha256', digest.slice('sha256:'.length)), bytes);
  return { mediaType, digest, size: bytes.length };
};

const writeManifest = (folder: string, layers: readonly Layer[], packing: 'gzip' | 'zstd'): Written => {
  const config = put(folder, 'application/vnd.oci.image.config.v1+json', {
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  });
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  return put(folder, mediaType, {
    schemaVersion: 2,
    mediaType,
    config,
    layers: layers.map(({ digest, size }) => ({ mediaType: `application/vnd.oci.image.layer.v1.tar+${packing}`, digest, size })),
  });
};
