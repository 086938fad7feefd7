import { type Digest, isDigest } from '../../model/digest.ts';
import type { OperatingSystem, Package } from '../../model/image.ts';
import { purlParts } from '../../model/purl.ts';
import { ecosystemOfType } from '../ecosystem.ts';
import { rangeOrderOf } from '../version/scheme.table.ts';
import { inVers } from './vers.ts';

/** What a statement is about. `other`: a CPE or a name that no image shows. */
export type VexTarget =
  | {
      readonly kind: 'package';
      readonly type: string;
      readonly name: string;
      readonly version: string | undefined;
      readonly range: string | undefined;
    }
  | { readonly kind: 'image'; readonly digest: Digest | undefined; readonly repository: string | undefined }
  | { readonly kind: 'system'; readonly id: string; readonly release: string }
  | { readonly kind: 'other' };

/** An image as statements may name it. */
export type VexImage = { readonly digests: readonly Digest[]; readonly repository: string };

/** A purl with a range in place of its version. Source: package-url, PURL-SPECIFICATION, qualifier `vers`. */
export const withRange = (purl: string, range: string): string => {
  const at = purl.search(/[?#]/);
  const path = (at < 0 ? purl : purl.slice(0, at)).replace(/@[^/@]*$/, '');
  return `${path}?vers=${encodeURIComponent(range)}`;
};

/** Reads a purl, a digest or a CPE. Of a package's qualifiers none is compared: `distro`, `os_distro` and `arch` differ from tool to tool. */
export const targetOf = (text: string): VexTarget => {
  const digest = /sha256(?::|%3A)[0-9a-f]{64}/i.exec(text)?.[0].replace(/%3A/i, ':').toLowerCase();
  if (text.startsWith('cpe:')) return systemOf(text);
  const parts = purlParts(text);
  if (parts === undefined)
    return digest !== undefined && isDigest(digest) ? { kind: 'image', digest, repository: undefined } : { kind: 'other' };
  if (parts.type === 'oci' || parts.type === 'docker') {
    if (digest !== undefined && isDigest(digest)) return { kind: 'image', digest, repository: undefined };
    // A tag says nothing about what it stands for now.
    return parts.version === undefined
      ? { kind: 'image', digest: undefined, repository: qualifier(text, 'repository_url') ?? parts.name }
      : { kind: 'other' };
  }
  return { kind: 'package', type: parts.type, name: parts.name, version: parts.version, range: qualifier(text, 'vers') };
};

const qualifier = (purl: string, name: string): string | undefined => {
  const query = /\?([^#]*)/.exec(purl)?.[1];
  return query === undefined ? undefined : (new URLSearchParams(query).get(name) ?? undefined);
};

/** Red Hat names its releases so: `cpe:/o:redhat:enterprise_linux:9::baseos`. */
const systemOf = (cpe: string): VexTarget => {
  const [, release] = /redhat:enterprise_linux:(\d+)/.exec(cpe) ?? [];
  return release === undefined ? { kind: 'other' } : { kind: 'system', id: 'rhel', release };
};

export const isImage = (target: VexTarget, image: VexImage | undefined): boolean => {
  if (target.kind !== 'image' || image === undefined) return false;
  if (target.digest !== undefined) return image.digests.includes(target.digest);
  const asked = target.repository?.replace(/^https?:\/\//, '').replace(/^(index\.)?docker\.io\//, '');
  const known = image.repository.replace(/^docker\.io\//, '');
  return asked === known || (asked !== undefined && !asked.includes('/') && known.endsWith(`/${asked}`));
};

export const isSystem = (target: VexTarget, os: OperatingSystem | null): boolean =>
  target.kind === 'system' && os?.id === target.id && os.versionId.split('.')[0] === target.release;

/** By the package's own name or by that of its source, for whoever speaks of sources. */
export const isPackage = (target: VexTarget, found: Package): boolean => {
  if (target.kind !== 'package' || target.type !== found.type) return false;
  const own = purlParts(found.purl)?.name ?? found.name;
  if (target.name === own || target.name === found.name) return isVersion(target, found.type, found.version);
  const { source } = found;
  if (source === undefined) return false;
  const namespace = own.includes('/') ? own.slice(0, own.lastIndexOf('/') + 1) : '';
  const isSource = target.name === source.name || target.name === `${namespace}${source.name}`;
  return isSource && isVersion(target, found.type, source.version || found.version);
};

const isVersion = ({ version, range }: VexTarget & { kind: 'package' }, type: string, found: string): boolean => {
  const compare = rangeOrderOf(ecosystemOfType(type) ?? '') ?? ((a, b) => (a === b ? 0 : null));
  if (range !== undefined) return inVers(range, found, compare) === 'in';
  if (version === undefined || version === found) return true;
  // An epoch stands in the version or in a qualifier, which is not compared.
  return compare(version, found) === 0 || (!version.includes(':') && compare(version, found.replace(/^\d+:/, '')) === 0);
};
