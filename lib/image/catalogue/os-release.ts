import type { OperatingSystem } from '../../model/image.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';

/** Source: os-release(5): shell-like assignments, values maybe quoted. */
export const osRelease: Cataloguer = {
  name: 'os-release',
  on: { names: ['os-release'] },
  wants: (path) => path === 'etc/os-release' || path === 'usr/lib/os-release',
  maxBytes: megabyte,
  *read({ content }) {
    const os = readOsRelease(content.toString('utf8'));
    if (os) yield { kind: 'os', os };
  },
};

export const readOsRelease = (text: string): OperatingSystem | undefined => {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*([A-Z_0-9]+)=(.*)$/.exec(line);
    if (match?.[1]) values.set(match[1], unquote(match[2] ?? ''));
  }
  const id = values.get('ID')?.toLowerCase();
  if (!id) return undefined;
  const codename = values.get('VERSION_CODENAME');
  return {
    id,
    idLike: (values.get('ID_LIKE') ?? '').split(/\s+/).filter(Boolean),
    versionId: values.get('VERSION_ID') ?? '',
    prettyName: values.get('PRETTY_NAME') ?? values.get('NAME') ?? id,
    ...(codename ? { codename } : {}),
  };
};

const unquote = (value: string): string => {
  const text = value.trim();
  const quote = text[0];
  if ((quote !== '"' && quote !== "'") || !text.endsWith(quote) || text.length < 2) return text;
  const inner = text.slice(1, -1);
  return quote === '"' ? inner.replace(/\\([\\"$`])/g, '$1') : inner;
};

/** Distributions whose os-release says too little or nothing: a file of their own states the version. */
export const releaseFiles: Cataloguer = {
  name: 'release-files',
  on: { names: ['alpine-release', 'debian_version'] },
  wants: (path) => path === 'etc/alpine-release' || path === 'etc/debian_version',
  maxBytes: 64 * 1024,
  *read({ content, name }) {
    const version = content.toString('utf8').trim().split(/\s/)[0] ?? '';
    if (!/^\d[\w.~+-]*$/.test(version)) return;
    const [id, prettyName] = name === 'alpine-release' ? ['alpine', `Alpine Linux ${version}`] : ['debian', `Debian ${version}`];
    yield { kind: 'os', os: { id, idLike: [], versionId: version, prettyName } };
  },
};
