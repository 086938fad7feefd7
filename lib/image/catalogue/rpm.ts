import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { provesPackage } from './proof.ts';
import { readBdb } from './rpm/bdb.ts';
import { type RpmHeader, readRpmHeader } from './rpm/header.ts';
import { readNdb } from './rpm/ndb.ts';
import { readSqlitePackages } from './rpm/sqlite.ts';

const readers = new Map<string, (file: Buffer) => Iterable<Buffer>>([
  ['Packages', readBdb],
  ['Packages.db', readNdb],
  ['rpmdb.sqlite', readSqlitePackages],
]);

/** Source: rpm, macros.in, `_dbpath` and `_db_backend`; openSUSE and Fedora moved the folder. */
export const rpm: Cataloguer = {
  name: 'rpm',
  on: { names: [...readers.keys()] },
  wants: (path) => /(^|\/)(var\/lib|usr\/share|usr\/lib\/sysimage)\/rpm\/[^/]+$/.test(path),
  maxBytes: 256 * megabyte,
  *read({ path, name, content }) {
    yield { kind: 'database', format: 'rpm' };
    for (const blob of readers.get(name)?.(content) ?? []) {
      const header = readRpmHeader(blob, provesPackage);
      if (header) yield* findsOf(header, path);
    }
  },
};

function* findsOf(header: RpmHeader, path: string): Generator<FindDetail> {
  const version = rpmVersion(header.epoch, header.version, header.release);
  const source = sourceOf(header);
  yield {
    kind: 'package',
    package: {
      type: 'rpm',
      name: header.name,
      version,
      purl: '',
      path,
      ...(source ? { source } : {}),
      ...(header.architecture ? { architecture: header.architecture } : {}),
      ...(header.licence ? { licences: [header.licence] } : {}),
      confidence: 'exact',
    },
    ...(header.vendor ? { vendor: header.vendor } : {}),
    ...(header.modularity ? { qualifiers: { modularitylabel: header.modularity } } : {}),
  };
  if (header.files.length > 0) yield { kind: 'owned', owner: header.name, paths: header.files };
}

/** `epoch:version-release`; an epoch of 0 is the same as none. */
const rpmVersion = (epoch: number | undefined, version: string, release: string): string =>
  `${epoch ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}`;

/** From `bash-5.1.8-6.el9.src.rpm`; the source's epoch is nowhere, and is the binary's in practice. */
const sourceOf = ({ sourceRpm, epoch }: RpmHeader): { name: string; version: string } | undefined => {
  const match = /^(.+)-([^-]+)-([^-]+)\.(?:no)?src\.rpm$/.exec(sourceRpm);
  return match?.[1] && match[2] && match[3] ? { name: match[1], version: rpmVersion(epoch, match[2], match[3]) } : undefined;
};

/** Azure Linux's distroless images: a line a package, columns apart by tabs. Source: container-manifest-2 of that distribution. */
export const rpmManifest: Cataloguer = {
  name: 'rpm-manifest',
  on: { names: ['container-manifest-2'] },
  wants: (path) => path.endsWith('var/lib/rpmmanifest/container-manifest-2'),
  maxBytes: 16 * megabyte,
  *read({ path, content }) {
    for (const line of content.toString('utf8').split('\n')) {
      const [name, versionRelease, , , vendor, epoch, , architecture, , sourceRpm] = line.split('\t');
      const match = /^(.+)-([^-]+)$/.exec(versionRelease ?? '');
      if (!name || !match?.[1] || !match[2]) continue;
      const header = { name, epoch: Number(epoch) || undefined, version: match[1], release: match[2], vendor: vendor ?? '' };
      yield* findsOf(
        { ...header, architecture: architecture ?? '', sourceRpm: sourceRpm ?? '', licence: '', modularity: '', files: [] },
        path,
      );
    }
  },
};
