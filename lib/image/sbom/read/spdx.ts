import { type Digest, isDigest } from '../../../model/digest.ts';
import type { OperatingSystem } from '../../../model/image.ts';
import { type Json, type JsonObject, listAt, stringAt } from '../../../model/json.ts';
import { type Component, type SbomReading, system, systemOfPurls } from './component.ts';

/** SPDX 2.2 and 2.3 in JSON. Source: spdx.github.io/spdx-spec/v2.3. A package's purl is among its external references. */
export const readSpdx = (document: JsonObject): SbomReading => {
  const packages = listAt(document, 'packages');
  const components = packages.flatMap((one): Component[] => {
    const purl = purlOf(one);
    if (!purl) return [];
    const licence = [stringAt(one, 'licenseDeclared'), stringAt(one, 'licenseConcluded')].find(
      (text) => text && text !== 'NOASSERTION' && text !== 'NONE',
    );
    return [{ purl, ...placeOf(stringAt(one, 'sourceInfo') ?? ''), ...(licence ? { licences: [licence] } : {}) }];
  });
  const container = packages.find((one) => stringAt(one, 'primaryPackagePurpose') === 'CONTAINER');
  const name = (container ? stringAt(container, 'name') : undefined) ?? stringAt(document, 'name') ?? '';
  return {
    format: 'spdx',
    name,
    digest: digestOf(container),
    os: systemOf(packages) ?? systemOfPurls(components),
    components,
    unnamed: packages.filter(isUnnamed).length,
  };
};

/** What stands for the whole, as an image or a folder does, needs no purl. */
const isUnnamed = (one: Json): boolean =>
  purlOf(one) === undefined &&
  Boolean(stringAt(one, 'versionInfo')) &&
  /^(LIBRARY|FRAMEWORK|APPLICATION)?$/.test(stringAt(one, 'primaryPackagePurpose') ?? '');

const purlOf = (one: Json): string | undefined => {
  const reference = listAt(one, 'externalRefs').find((each) => stringAt(each, 'referenceType') === 'purl');
  return reference === undefined ? undefined : stringAt(reference, 'referenceLocator');
};

/** How tools write places and sources: ours, Syft's and Trivy's. */
const placeOf = (info: string): Pick<Component, 'path' | 'source'> => {
  const path = /^found in ([^;]+)/.exec(info)?.[1] ?? /information from[^:]*: (\S+)$/.exec(info)?.[1];
  const source = /built (?:from|package from:) (\S+) (\S+)/.exec(info);
  return {
    path: path?.replace(/^\//, ''),
    source: source?.[1] && source[2] ? { name: source[1], version: source[2] } : undefined,
  };
};

const digestOf = (container: Json | undefined): Digest | null => {
  const version = stringAt(container, 'versionInfo');
  return version !== undefined && isDigest(version) ? version : null;
};

const systemOf = (packages: readonly Json[]): OperatingSystem | null => {
  const found = packages.find((one) => stringAt(one, 'primaryPackagePurpose') === 'OPERATING-SYSTEM');
  return found === undefined ? null : system(stringAt(found, 'name') ?? '', stringAt(found, 'versionInfo') ?? '');
};
