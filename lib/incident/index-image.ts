import { indexName } from '../advisory/ecosystem.ts';
import { type Digest, digestOf } from '../model/digest.ts';
import type { ImageEvidence } from '../model/evidence.ts';
import type { Package } from '../model/image.ts';
import type { JsonObject } from '../model/json.ts';
import type { Table, WriteAction } from '../ports/table.ts';
import { keys } from '../store/keys.ts';

/** What of one layer an image shows. */
type LayerContent = { readonly content: Digest; readonly packages: readonly Package[] };

const actionsAtOnce = 100;

/**
 * Makes an image findable by its packages. Packages are written once for each distinct layer, since the next image that shows the same of
 * it finds them indexed; the image itself costs an item a layer. Safe to repeat and to kill: the mark of a layer comes last.
 */
export const indexImage = async (table: Table, tenant: string, evidence: ImageEvidence): Promise<void> => {
  const { subject, observedAt, content } = evidence;
  for (const each of layerContents(content.packages)) {
    const mark = keys.content(each.content);
    if ((await table.get(mark)) === undefined) {
      await writeAll(
        table,
        each.packages.flatMap((found) => packageActions(found, each.content)),
      );
      await table.write([{ kind: 'put', item: { ...mark, version: 1, body: { packages: each.packages.length } } }]);
    }
    const { ref, digest, repository, platform } = subject;
    const body: JsonObject = { tenant, ref, digest, repository, platform: { ...platform }, observedAt };
    await table.write([{ kind: 'put', item: { ...keys.contentImage(each.content, tenant, digest), version: 1, body } }]);
  }
};

const layerContents = (packages: readonly Package[]): readonly LayerContent[] => {
  const byLayer = new Map<Digest, Package[]>();
  for (const found of packages) byLayer.set(found.layer, [...(byLayer.get(found.layer) ?? []), found]);
  return [...byLayer].map(([layer, listed]) => ({
    content: digestOf({ layer, packages: listed.map(({ type, name, version, path }) => `${type}/${name}@${version} ${path}`).sort() }),
    packages: listed,
  }));
};

/** By its own name, by its source's, under which distributions publish advisories, and by the last part of its name, as people call it. */
const packageActions = (found: Package, content: Digest): readonly WriteAction[] => {
  const { type, name, version, purl, path, layer, source } = found;
  const own = indexName(type, name);
  const body: JsonObject = { type, name, version, purl, path, layer };
  const names = source === undefined || source.name === name ? [own] : [own, indexName(type, source.name)];
  return [
    ...names.map((each): WriteAction => {
      const key = keys.packageContent(type, each, content, each === own ? version : `${version} ${name}`);
      return { kind: 'put', item: { ...key, version: 1, body: { ...body, by: each === own ? 'name' : 'source' } } };
    }),
    { kind: 'put', item: { ...keys.packageName(shortName(own), type, own), version: 1, body: { type, name: own } } },
  ];
};

/** `org.apache.logging.log4j:log4j-core` and `golang.org/x/net` are asked for as `log4j-core` and `net`. */
export const shortName = (name: string): string => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1).toLowerCase();

/** No key twice in a transaction: two files of one package are one entry. */
const writeAll = async (table: Table, actions: readonly WriteAction[]): Promise<void> => {
  const distinct = new Map(actions.flatMap((action) => (action.kind === 'put' ? [[`${action.item.pk}\n${action.item.sk}`, action]] : [])));
  const list = [...distinct.values()];
  for (let start = 0; start < list.length; start += actionsAtOnce) await table.write(list.slice(start, start + actionsAtOnce));
};
