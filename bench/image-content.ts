import type { ImageContent, Package } from '../lib/model/image.ts';

/** An image of Debian 11 that has these packages and nothing else. */
export const emptyContent = (packages: readonly Package[]): ImageContent => ({
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
  os: { id: 'debian', idLike: [], versionId: '11', prettyName: 'Debian GNU/Linux 11' },
  packages,
  files: [],
  secrets: [],
  accounts: [],
  executables: [],
  incomplete: [],
});
