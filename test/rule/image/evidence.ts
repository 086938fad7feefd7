import type { Digest } from '../../../lib/model/digest.ts';
import type { ImageEvidence } from '../../../lib/model/evidence.ts';
import type { FileFact, FileFactKind, ImageConfig, ImageContent, Package } from '../../../lib/model/image.ts';
import type { JsonObject } from '../../../lib/model/json.ts';
import { imageRules } from '../../../lib/rule/image/index.ts';
import type { Statement } from '../../../lib/rule/rule.ts';

export const layer: Digest = `sha256:${'a'.repeat(64)}`;

type Content = Partial<Omit<ImageContent, 'config'>> & {
  readonly config?: Partial<ImageConfig>;
  readonly ref?: string;
  readonly observedAt?: string;
};

/** An image that no rule complains about but for what `more` says. */
export const evidenceOf = ({
  config = {},
  ref = 'registry.test/app:1',
  observedAt = '2026-01-01T00:00:00Z',
  ...more
}: Content = {}): ImageEvidence => ({
  kind: 'image',
  subject: {
    kind: 'image',
    ref,
    digest: `sha256:${'1'.repeat(64)}`,
    repository: ref.replace(/:[^/]*$/, ''),
    platform: { os: 'linux', architecture: 'amd64' },
  },
  inspector: { name: 'test', version: '1' },
  observedAt,
  content: {
    config: {
      user: '10001',
      env: ['PATH=/usr/local/bin:/usr/bin:/bin'],
      exposedPorts: ['8080/tcp'],
      volumes: [],
      entrypoint: ['/app/server'],
      cmd: [],
      workingDir: '/app',
      labels: {
        'org.opencontainers.image.source': 'https://code.test/app',
        'org.opencontainers.image.revision': '0123456789abcdef0123456789abcdef01234567',
        'org.opencontainers.image.version': '1.0.0',
      },
      healthcheck: ['CMD', '/app/server', '--health'],
      created: '2025-12-30T00:00:00Z',
      history: [],
      raw: {},
      ...config,
    },
    layers: [
      { digest: layer, mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', size: 100, unpackedSize: 200, entries: 2, wasted: 0 },
    ],
    os: { id: 'debian', idLike: [], versionId: '13', prettyName: 'Debian GNU/Linux 13' },
    packages: [],
    files: [],
    secrets: [],
    accounts: [
      { name: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/sh' },
      { name: 'app', uid: 10001, gid: 10001, home: '/', shell: '/sbin/nologin' },
    ],
    executables: ['app/server'],
    incomplete: [],
    ...more,
  },
});

export const fact = (kind: FileFactKind, path: string, more: Partial<FileFact> = {}): FileFact => ({
  kind,
  path,
  layer,
  deleted: false,
  ...more,
});

export const packageNamed = (name: string, more: Partial<Package> = {}): Package => ({
  type: 'deb',
  name,
  version: '1.0',
  purl: `pkg:deb/debian/${name}@1.0`,
  path: 'var/lib/dpkg/status',
  layer,
  confidence: 'exact',
  ...more,
});

/** What a rule says of an image, by the rule's id. */
export const judge = (id: string, evidence: ImageEvidence, params?: JsonObject): readonly Statement[] => {
  const rule = imageRules.find((candidate) => candidate.id === id);
  if (rule?.on !== 'image') throw new Error(`no image rule ${id}`);
  return [
    ...rule.check({ evidence }, { params: { ...rule.defaultParams, ...params }, change: { bundle: null, images: [], dockerfiles: [] } }),
  ];
};
