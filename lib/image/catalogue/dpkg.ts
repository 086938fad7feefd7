import type { FindDetail, FoundPackage } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { provesPackage } from './proof.ts';
import { readStanzas, type Stanza } from './stanza.ts';

const keys = new Set(['package', 'version', 'status', 'architecture', 'source', 'maintainer']);

/**
 * Installed packages: one file for all, or (distroless) a file each under `status.d`, which has no `Status` field and may
 * have `.md5sums` beside it. Source: dpkg(1), `/var/lib/dpkg/status`.
 */
export const dpkg: Cataloguer = {
  name: 'dpkg',
  on: { names: ['status'], folders: ['status.d'] },
  wants: (path, name) =>
    /(^|\/)(lib\/dpkg|lib\/opkg)\/status$/.test(path) || (/(^|\/)lib\/dpkg\/status\.d\/[^/]+$/.test(path) && !name.endsWith('.md5sums')),
  maxBytes: 64 * megabyte,
  *read({ path, name, content }) {
    if (name === 'status') yield { kind: 'database', format: 'dpkg' };
    for (const stanza of readStanzas(content.toString('utf8'), keys)) {
      const found = packageOf(stanza, path);
      const vendor = stanza.get('maintainer');
      if (found) yield { kind: 'package', package: found, ...(vendor ? { vendor } : {}) };
    }
  },
};

const packageOf = (stanza: Stanza, path: string): FoundPackage | undefined => {
  const [name, version, status] = [stanza.get('package'), stanza.get('version'), stanza.get('status')];
  if (!name || !version || !isInstalled(status)) return undefined;
  const architecture = stanza.get('architecture');
  return {
    type: 'deb',
    name,
    version,
    purl: '',
    path,
    source: sourceOf(stanza.get('source'), name, version),
    ...(architecture ? { architecture } : {}),
    confidence: 'exact',
  };
};

/** "want flag state": `hold ok installed` is installed, `install ok half-installed` and `deinstall ok config-files` are not. */
const isInstalled = (status: string | undefined): boolean => status === undefined || status.split(/\s+/)[2] === 'installed';

/** `name` or `name (version)`; the version is the binary's own when it is not given. */
const sourceOf = (source: string | undefined, name: string, version: string): { name: string; version: string } => {
  const match = /^(\S+)(?:\s+\(([^)]+)\))?/.exec(source ?? '');
  return { name: match?.[1] ?? name, version: match?.[2] ?? version };
};

/** The file lists of installed packages; conffiles and folders are in them too. */
export const dpkgFiles: Cataloguer = {
  name: 'dpkg-files',
  on: { extensions: ['.list', '.md5sums'] },
  wants: (path) => /(^|\/)lib\/dpkg\/(info\/[^/]+\.list|status\.d\/[^/]+\.md5sums)$/.test(path),
  maxBytes: 64 * megabyte,
  *read({ name, content }): Generator<FindDetail> {
    const isList = name.endsWith('.list');
    const owner = name.replace(/(:[^:.]+)?\.(list|md5sums)$/, '');
    const paths = content
      .toString('utf8')
      .split('\n')
      .map((line) => (isList ? line.slice(1) : line.replace(/^[0-9a-f]{32}\s+/, '')))
      .filter(provesPackage);
    if (paths.length > 0) yield { kind: 'owned', owner, paths };
  },
};
