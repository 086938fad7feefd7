import { type Digest, isDigest } from '../../../model/digest.ts';
import type { OperatingSystem } from '../../../model/image.ts';
import { type Json, type JsonObject, listAt, objectAt, stringAt } from '../../../model/json.ts';
import { type Component, type SbomReading, system, systemOfPurls } from './component.ts';
import { readPurl } from './purl.ts';

/** CycloneDX JSON, 1.2 to 1.6, components in components included. Source: ECMA-424. Places and source packages stand in properties of each tool's own. */
export const readCycloneDx = (document: JsonObject): SbomReading => {
  const components: Component[] = [];
  let os: OperatingSystem | null = null;
  let unnamed = 0;
  const stack = [...listAt(document, 'components')].reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (stringAt(next, 'type') === 'operating-system')
      os ??= system(stringAt(next, 'name') ?? '', stringAt(next, 'version') ?? '', stringAt(next, 'description'));
    const purl = stringAt(next, 'purl');
    if (purl) components.push(componentOf(next, purl));
    else if (/^(library|framework|application)$/.test(stringAt(next, 'type') ?? '') && stringAt(next, 'version')) unnamed += 1;
    stack.push(...[...listAt(next, 'components')].reverse());
  }
  const main = objectAt(objectAt(document, 'metadata'), 'component');
  return {
    format: 'cyclonedx',
    name: stringAt(main, 'name') ?? '',
    digest: digestOf(main),
    os: os ?? systemOfPurls(components),
    components,
    unnamed,
  };
};

const digestOf = (main: JsonObject): Digest | null => {
  const stated = [stringAt(main, 'version'), readPurl(stringAt(main, 'purl') ?? '')?.version];
  return stated.find((text) => text !== undefined && isDigest(text)) ?? null;
};

const componentOf = (component: Json, purl: string): Component => {
  const properties = new Map(listAt(component, 'properties').map((one) => [stringAt(one, 'name') ?? '', stringAt(one, 'value') ?? '']));
  const occurrence = stringAt(listAt(objectAt(component, 'evidence'), 'occurrences')[0], 'location');
  const licences = listAt(component, 'licenses').flatMap((one) => {
    const licence = objectAt(one, 'license');
    return stringAt(one, 'expression') ?? stringAt(licence, 'id') ?? stringAt(licence, 'name') ?? [];
  });
  return {
    purl,
    path: (occurrence ?? properties.get('syft:location:0:path') ?? properties.get('aquasecurity:trivy:FilePath'))?.replace(/^\//, ''),
    licences,
    source: sourceOf(properties),
  };
};

const sourceOf = (properties: ReadonlyMap<string, string>): Component['source'] => {
  const own = /^(.+)@([^@]+)$/.exec(properties.get('plimsoll:package:source') ?? '');
  if (own?.[1] && own[2]) return { name: own[1], version: own[2] };
  const [name, version, release, epoch] = ['SrcName', 'SrcVersion', 'SrcRelease', 'SrcEpoch'].map((key) =>
    properties.get(`aquasecurity:trivy:${key}`),
  );
  return name && version ? { name, version: `${epoch ? `${epoch}:` : ''}${version}${release ? `-${release}` : ''}` } : undefined;
};
