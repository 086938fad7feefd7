import type { Digest } from '../../../model/digest.ts';
import type { OperatingSystem, Package } from '../../../model/image.ts';
import { type PurlParts, readPurl } from './purl.ts';

/** A package as a document states it. `source` is what the distribution built it from. */
export type Component = {
  readonly purl: string;
  readonly path?: string | undefined;
  readonly licences?: readonly string[];
  readonly source?: { readonly name: string; readonly version: string } | undefined;
};

/** What a document says; `digest` is the image's, where it names one. */
export type SbomReading = {
  readonly format: 'cyclonedx' | 'spdx' | 'syft-json';
  readonly name: string;
  readonly digest: Digest | null;
  readonly os: OperatingSystem | null;
  readonly components: readonly Component[];
  /** How many more it lists, with a version and without a purl: nobody can look them up. */
  readonly unnamed: number;
};

/** Types whose packages the distribution's advisories speak of; `oci`, `docker` and `generic` name the image itself or a program. */
const notPackages = new Set(['oci', 'docker', 'github', 'bitbucket']);

/** The package that a component names, as the image inspector would have it; undefined when its purl names none. */
export const packageOf = (component: Component, layer: Digest): Package | undefined => {
  const parts = readPurl(component.purl);
  if (!parts || parts.version === '' || notPackages.has(parts.type)) return undefined;
  const { type, qualifiers } = parts;
  const epoch = type === 'rpm' ? qualifiers.get('epoch') : undefined;
  const architecture = qualifiers.get('arch');
  const source = component.source ?? upstreamOf(parts);
  return {
    type,
    name: nameOf(parts),
    version: epoch ? `${epoch}:${parts.version}` : parts.version,
    purl: component.purl,
    path: component.path ?? '',
    layer,
    ...(source ? { source } : {}),
    ...(architecture ? { architecture } : {}),
    ...(component.licences && component.licences.length > 0 ? { licences: component.licences } : {}),
    confidence: 'exact',
  };
};

const withoutNamespace = new Set([
  'deb',
  'apk',
  'rpm',
  'alpm',
  'pypi',
  'gem',
  'cargo',
  'nuget',
  'hex',
  'pub',
  'cran',
  'conan',
  'generic',
  'bitnami',
]);

const nameOf = ({ type, namespace, name }: PurlParts): string => {
  if (namespace === '' || withoutNamespace.has(type)) return name;
  return type === 'maven' ? `${namespace}:${name}` : `${namespace}/${name}`;
};

/** Syft's qualifier: `upstream=curl@7.88.1-10`, for rpm the name of the source package's file. */
const upstreamOf = ({ type, version, qualifiers }: PurlParts): Package['source'] => {
  const upstream = qualifiers.get('upstream');
  if (!upstream) return undefined;
  const rpm = type === 'rpm' ? /^(.+)-([^-]+-[^-]+)\.src\.rpm$/.exec(upstream) : null;
  const at = upstream.lastIndexOf('@');
  const [name, stated] = rpm
    ? [rpm[1] ?? '', rpm[2] ?? '']
    : at > 0
      ? [upstream.slice(0, at), upstream.slice(at + 1)]
      : [upstream, version];
  return { name, version: stated };
};

/** The distribution that packages name in their purls: `distro=debian-12`. */
export const systemOfPurls = (components: readonly Component[]): OperatingSystem | null => {
  for (const { purl } of components) {
    const distro = readPurl(purl)?.qualifiers.get('distro');
    const dash = distro?.lastIndexOf('-') ?? -1;
    if (distro && dash > 0) return system(distro.slice(0, dash), distro.slice(dash + 1));
  }
  return null;
};

export const system = (
  id: string,
  versionId: string,
  prettyName = `${id} ${versionId}`.trim(),
  idLike: readonly string[] = [],
): OperatingSystem => ({
  id: id.toLowerCase(),
  idLike,
  versionId,
  prettyName,
});
