import { readFileSync } from 'node:fs';
import { createEgress } from '../../lib/adapters/egress/egress.ts';
import { createIgzip } from '../../lib/adapters/igzip/igzip.ts';
import { createImageSource } from '../../lib/adapters/registry/image-source.ts';
import type { ImageSource } from '../../lib/ports/image-source.ts';
import { pusher, startRegistry } from '../../test/e2e/registry-process.ts';
import type { Layer } from './layers.ts';

export type Served = {
  readonly reference: string;
  readonly source: ImageSource;
  readonly byIgzip: ImageSource;
  urlOf(layer: Layer): string;
  stop(): Promise<void>;
};

/** The layers as an image in Debian's docker-registry on loopback. */
export const serveLayers = async (layers: readonly Layer[]): Promise<Served> => {
  const { host, stop } = await startRegistry();
  const { blob, manifest } = pusher(host, 'big');
  const pushed = [];
  for (const { path } of layers) pushed.push(await blob(readFileSync(path), 'application/vnd.oci.image.layer.v1.tar+gzip'));
  const body = { os: 'linux', architecture: 'amd64', config: {}, rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) } };
  const config = await blob(Buffer.from(JSON.stringify(body)), 'application/vnd.oci.image.config.v1+json');
  await manifest('1', { schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers: pushed });
  const egress = createEgress({ purposes: { registry: { allow: ['127.0.0.1'], insecure: ['127.0.0.1'] } } });
  const registries = { [host]: { insecure: true, internal: true } };
  return {
    reference: `${host}/big:1`,
    source: createImageSource({ egress, registries }),
    byIgzip: createImageSource({ egress, registries, unpackGzip: createIgzip('igzip') }),
    urlOf: ({ digest }) => `http://${host}/v2/big/blobs/${digest}`,
    stop,
  };
};
