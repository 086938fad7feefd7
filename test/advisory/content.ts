import { sha256 } from '../../lib/model/digest.ts';
import type { ImageContent, OperatingSystem, Package } from '../../lib/model/image.ts';

export const layer = sha256('layer');

export const os = (id: string, versionId: string, prettyName = id): OperatingSystem => ({ id, idLike: [], versionId, prettyName });
export const packageOf = (text: string, more: Partial<Package> = {}): Package => {
  const [type = '', name = '', version = ''] = text.split(' ');
  return { type, name, version, purl: `pkg:${type}/${name}@${version}`, path: `${type}/${name}`, layer, confidence: 'exact', ...more };
};
export const contentOf = (system: OperatingSystem | null, ...packages: readonly Package[]): ImageContent => ({
  config: {
    user: '',
    env: [],
    exposedPorts: [],
    volumes: [],
    entrypoint: [],
    cmd: [],
    workingDir: '',
    labels: {},
    healthcheck: null,
    history: [],
    raw: {},
  },
  layers: [],
  os: system,
  packages,
  files: [],
  secrets: [],
  accounts: [],
  executables: [],
  incomplete: [],
});
