import { commonsOfOwnGroup, type KnownGroup, knownGroups } from './group.table.ts';

/** What an archive shows beside its name: `packages` of its classes, by dots; `symbolic` the name of the OSGi bundle. */
export type Shown = { readonly packages: ReadonlySet<string>; readonly vendorId?: string; readonly symbolic?: string };

/**
 * The group of an archive without Maven's own properties: by the table, then by what its builder wrote into the manifest, then by the packages of
 * its classes. Undefined where these say nothing.
 */
export const groupOf = (artifact: string, version: string, shown: Shown): string | undefined =>
  knownGroup(artifact, version, shown.packages) ??
  shown.vendorId ??
  (shown.symbolic === undefined ? undefined : ofSymbolic(shown.symbolic, artifact)) ??
  ofPackages(shown.packages, artifact);

const knownGroup = (artifact: string, version: string, packages: ReadonlySet<string>): string | undefined => {
  if (artifact.startsWith('commons-') && hasBelow(packages, ['org.apache.commons']))
    return commonsOfOwnGroup.has(artifact) ? artifact : 'org.apache.commons';
  return knownGroups.find((row) => isNamed(row, artifact) && isVersion(row, version) && hasBelow(packages, row.classes))?.group;
};

const isNamed = ({ artifacts }: KnownGroup, artifact: string): boolean =>
  artifacts.some((name) => (name.endsWith('*') ? artifact.startsWith(name.slice(0, -1)) : artifact === name));

const isVersion = ({ from, below }: KnownGroup, version: string): boolean =>
  (from === undefined || !isBelow(version, from)) && (below === undefined || isBelow(version, below));

/** By the numbers alone, which is all that tells releases of a group from those of the next. */
const isBelow = (version: string, bound: string): boolean => {
  const [own, other] = [version, bound].map((text) => text.split(/[.-]/, 6).map((part) => Number.parseInt(part, 10) || 0));
  for (const [at, number] of (other ?? []).entries()) if (own?.[at] !== number) return (own?.[at] ?? 0) < number;
  return false;
};

/** An archive without any class, such as a starter of Spring Boot, has nothing that speaks against its name. */
const hasBelow = (packages: ReadonlySet<string>, roots: readonly string[]): boolean => {
  if (packages.size === 0) return true;
  for (const name of packages) if (roots.some((root) => name === root || name.startsWith(`${root}.`))) return true;
  return false;
};

/** `org.slf4j.api` names a bundle whose group is all but its last part; in `com.h2database` nothing names the artifact, and all of it is the group. */
const ofSymbolic = (symbolic: string, artifact: string): string | undefined => {
  const parts = symbolic.split('.');
  if (parts.length < 2) return undefined;
  const last = parts.at(-1) ?? '';
  const isNamed = symbolic === artifact || last === artifact || artifact.endsWith(`-${last}`) || artifact.split(/[-_.]/).includes(last);
  return isNamed ? parts.slice(0, -1).join('.') : symbolic;
};

/** The packages that all classes are below, without the last parts that only repeat the artifact's name: `org.apache.lucene.queryparser`. */
const ofPackages = (packages: ReadonlySet<string>, artifact: string): string | undefined => {
  let shared: string[] | undefined;
  for (const name of packages) {
    const parts = name.split('.');
    if (shared === undefined) shared = parts;
    else {
      const end = shared.findIndex((part, at) => part !== parts[at]);
      if (end >= 0) shared = shared.slice(0, end);
    }
  }
  if (shared === undefined || shared.length < 2) return undefined;
  const words = artifact.split(/[-_.]/);
  while (shared.length > 2 && words.indexOf(shared.at(-1) ?? '') > 0) shared = shared.slice(0, -1);
  return shared.slice(0, 4).join('.');
};
