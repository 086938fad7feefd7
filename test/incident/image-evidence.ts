import { inspector } from '../../lib/image/inspect.ts';
import { indexImage } from '../../lib/incident/index-image.ts';
import { type Digest, sha256 } from '../../lib/model/digest.ts';
import type { ImageEvidence } from '../../lib/model/evidence.ts';
import type { OperatingSystem, Package } from '../../lib/model/image.ts';
import type { Table } from '../../lib/ports/table.ts';
import { saveImageEvidence } from '../../lib/store/image-evidence.ts';
import { contentOf } from '../advisory/content.ts';

/** `npm lodash 4.17.20`, in a layer of that name. */
export const packageIn = (layer: string, text: string, more: Partial<Package> = {}): Package => {
  const [type = '', name = '', version = ''] = text.split(' ');
  return {
    type,
    name,
    version,
    purl: `pkg:${type}/${name}@${version}`,
    path: `app/${name}`,
    layer: sha256(layer),
    confidence: 'exact',
    ...more,
  };
};

export const imageDigest = (name: string): Digest => sha256(`image ${name}`);

export const evidenceOf = (name: string, packages: readonly Package[], os: OperatingSystem | null = null): ImageEvidence => ({
  kind: 'image',
  inspector,
  observedAt: '2026-11-22T10:00:00.000Z',
  subject: {
    kind: 'image',
    ref: `registry.test/${name}:1`,
    digest: imageDigest(name),
    repository: `registry.test/${name}`,
    platform: { os: 'linux', architecture: 'amd64' },
  },
  content: {
    ...contentOf(os, ...packages),
    layers: [...new Set(packages.map(({ layer }) => layer))].map((digest) => ({
      digest,
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      size: 1,
      unpackedSize: 1,
      entries: 1,
      wasted: 0,
    })),
  },
});

/** As a scan keeps it. */
export const keep = async (table: Table, tenant: string, evidence: ImageEvidence): Promise<void> => {
  await indexImage(table, tenant, evidence);
  await saveImageEvidence(table, tenant, evidence);
};
