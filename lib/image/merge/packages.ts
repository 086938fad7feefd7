import type { Digest } from '../../model/digest.ts';
import type { OperatingSystem, Package } from '../../model/image.ts';
import { purl } from '../catalogue/purl.ts';
import { ofKind, type Placed, type PlacedFind } from './place.ts';
import { isThirdParty } from './vendors.table.ts';

/** What layers are called in the result. */
export type LayerNames = readonly { readonly digest: Digest; readonly createdBy: string | undefined }[];

const osTypes = new Set(['deb', 'apk', 'rpm', 'alpm']);

/** The packages that the final image shows, each with the layer that brought it; OS packages first. */
export const packagesOf = (finds: readonly PlacedFind[], os: OperatingSystem | null, layers: LayerNames): readonly Package[] => {
  const all = ofKind(finds, 'package');
  const visible = withoutInstalledLocks(all.filter((find) => find.visible));
  const origin = originOf(all);
  const strangers = new Set(visible.flatMap(({ package: { name }, vendor }) => (vendor && isThirdParty(vendor) ? [name] : [])));
  const { owned, explained } = ownedOf(finds, visible, strangers);
  const seen = new Set<string>();
  return visible.flatMap((find): Package[] => {
    const isOs = osTypes.has(find.package.type);
    const layer = layers[isOs ? origin(find) : find.layer];
    const path = isOs ? find.path : pathOf(find);
    const url = isOs ? osPurl(find, os) : find.package.purl;
    const key = JSON.stringify([url, path]);
    if (!layer || seen.has(key) || (find.package.confidence === 'version-string' && isExplained(find.path, explained))) return [];
    seen.add(key);
    return [
      {
        ...find.package,
        purl: url,
        path,
        layer: layer.digest,
        ...(!isOs && owned.has(find.path) ? { osOwned: true } : {}),
        ...(isOs && find.vendor && isThirdParty(find.vendor) ? { thirdParty: true } : {}),
        ...(layer.createdBy ? { createdBy: layer.createdBy } : {}),
      },
    ];
  });
};

/** A lock file counts as a whole or not at all: once one of its packages is seen installed, what is installed is the truth. */
const withoutInstalledLocks = (visible: readonly Placed<'package'>[]): readonly Placed<'package'>[] => {
  const isLocked = ({ package: { confidence } }: Placed<'package'>): boolean => confidence === 'lock-file';
  const installed = new Set(visible.flatMap((find) => (isLocked(find) ? [] : [find.package.purl])));
  const installedLocks = new Set(visible.flatMap((find) => (isLocked(find) && installed.has(find.package.purl) ? [find.path] : [])));
  return visible.filter((find) => !isLocked(find) || !installedLocks.has(find.path));
};

type Owned = { readonly owned: ReadonlySet<string>; readonly explained: ReadonlySet<string> };

/** Of the files that OS packages installed, those that are asked about: databases name 100,000s. `owned` leaves out what strangers installed. */
const ownedOf = (finds: readonly PlacedFind[], visible: readonly Placed<'package'>[], strangers: ReadonlySet<string>): Owned => {
  const asked = new Set(visible.flatMap(({ package: { type }, path }) => (osTypes.has(type) ? [] : [path, otherName(path)])));
  const [owned, explained] = [new Set<string>(), new Set<string>()];
  for (const find of ofKind(finds, 'owned')) {
    if (!find.visible) continue;
    for (const path of find.paths) {
      if (!asked.has(path)) continue;
      explained.add(path);
      if (!strangers.has(find.owner)) owned.add(path);
    }
  }
  const folders = new Set<string>();
  for (const find of ofKind(finds, 'explained')) {
    if (!find.visible) continue;
    for (const path of find.paths) (path.endsWith('/') ? folders : explained).add(path);
  }
  for (const path of folders.size > 0 ? asked : []) if (isBelow(path, folders)) explained.add(path);
  return { owned, explained };
};

const isBelow = (path: string, folders: ReadonlySet<string>): boolean => {
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) if (folders.has(path.slice(0, at + 1))) return true;
  return false;
};

/** Databases may name a file by the folder that is now a link: /bin/bash for /usr/bin/bash. Source: Debian, UsrMerge. */
const otherName = (path: string): string => (path.startsWith('usr/') ? path.slice(4) : `usr/${path}`);

const isExplained = (path: string, paths: ReadonlySet<string>): boolean => paths.has(path) || paths.has(otherName(path));

/** What a nested archive adds to its own path stays when the outer file's path was resolved. */
const pathOf = (find: Placed<'package'>): string => {
  const nested = find.package.path.indexOf('!/');
  return nested < 0 ? find.path : find.path + find.package.path.slice(nested);
};

/** A database is rewritten whole by each layer that installs something; a package came with the first layer of the last run that lists it. */
const originOf = (all: readonly Placed<'package'>[]): ((find: Placed<'package'>) => number) => {
  const layersByKey = new Map<string, Set<number>>();
  const layersByPath = new Map<string, Set<number>>();
  for (const find of all) {
    if (!osTypes.has(find.package.type)) continue;
    add(layersByKey, keyOf(find), find.layer);
    add(layersByPath, find.path, find.layer);
  }
  return (find) => {
    const listing = layersByKey.get(keyOf(find)) ?? new Set();
    const earlier = [...(layersByPath.get(find.path) ?? [])].filter((layer) => layer < find.layer).sort((a, b) => b - a);
    let first = find.layer;
    for (const layer of earlier) {
      if (!listing.has(layer)) break;
      first = layer;
    }
    return first;
  };
};

const keyOf = ({ path, package: { type, name, version, architecture } }: Placed<'package'>): string =>
  JSON.stringify([path, type, name, version, architecture]);

const add = (map: Map<string, Set<number>>, key: string, layer: number): void => {
  const layers = map.get(key);
  if (layers) layers.add(layer);
  else map.set(key, new Set([layer]));
};

const assumed = new Map([
  ['deb', 'debian'],
  ['apk', 'alpine'],
  ['alpm', 'arch'],
]);

/** Source: purl-spec, types deb, apk, alpm and rpm: the distribution is the namespace, epoch a qualifier of rpm. */
const osPurl = ({ package: found, qualifiers }: Placed<'package'>, os: OperatingSystem | null): string => {
  const epoch = found.type === 'rpm' ? /^(\d+):/.exec(found.version)?.[1] : undefined;
  const namespace = os?.id ?? assumed.get(found.type);
  return purl({
    type: found.type,
    ...(namespace ? { namespace } : {}),
    name: found.name,
    version: epoch === undefined ? found.version : found.version.slice(epoch.length + 1),
    qualifiers: {
      ...qualifiers,
      arch: found.architecture,
      epoch,
      distro: os ? [os.id, os.versionId].filter(Boolean).join('-') : undefined,
    },
  });
};
