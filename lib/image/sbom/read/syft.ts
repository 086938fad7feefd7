import { isDigest } from '../../../model/digest.ts';
import { isList, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../model/json.ts';
import { type Component, type SbomReading, system, systemOfPurls } from './component.ts';

/** Syft's own form. Source: anchore/syft, schema/json. Relations are not read: what a package was found by is all we need. */
export const readSyft = (document: JsonObject): SbomReading => {
  const artifacts = listAt(document, 'artifacts');
  const components = artifacts.flatMap((one): Component[] => {
    const purl = stringAt(one, 'purl');
    return purl ? [{ purl, path: stringAt(listAt(one, 'locations')[0], 'path')?.replace(/^\//, ''), source: sourceOf(one) }] : [];
  });
  const distro = objectAt(document, 'distro');
  const id = stringAt(distro, 'id');
  const target = objectAt(objectAt(document, 'source'), isObjectSource(document) ? 'metadata' : 'target');
  const digest = stringAt(target, 'manifestDigest');
  const idLike = memberOf(distro, 'idLike');
  return {
    format: 'syft-json',
    name: stringAt(target, 'userInput') ?? stringAt(objectAt(document, 'source'), 'name') ?? '',
    digest: digest !== undefined && isDigest(digest) ? digest : null,
    os: id
      ? system(id, stringAt(distro, 'versionID') ?? '', stringAt(distro, 'prettyName'), isList(idLike) ? idLike.map(String) : [])
      : systemOfPurls(components),
    components,
    unnamed: artifacts.filter((one) => !stringAt(one, 'purl')).length,
  };
};

// `target` until schema 10, `metadata` since.
const isObjectSource = (document: JsonObject): boolean => memberOf(objectAt(document, 'source'), 'metadata') !== undefined;

const sourceOf = (artifact: Json): Component['source'] => {
  const metadata = objectAt(artifact, 'metadata');
  const name = stringAt(metadata, 'source') ?? stringAt(metadata, 'originPackage');
  const version = stringAt(metadata, 'sourceVersion') || stringAt(artifact, 'version');
  return name && version ? { name, version } : undefined;
};
