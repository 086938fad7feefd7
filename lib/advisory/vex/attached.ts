import type { VexMark } from '../../model/finding.ts';
import type { AttachedVex } from '../../model/image.ts';
import type { Json } from '../../model/json.ts';
import { latestOf, markOf, type VexPlace } from './apply.ts';
import { readVex } from './read.ts';
import type { VexStatement } from './statement.ts';

type Signed = VexStatement & { readonly of: AttachedVex };

/** What the documents that are attached to the image say of an issue in a package, the latest first of all. An image has few and small ones. */
export const attachedVexOf = (ids: readonly string[], place: VexPlace): VexMark | undefined => {
  const said = (place.content.vex ?? []).flatMap((each) => {
    const byId = statementsOf(each);
    // A statement may name the image's index, by whose digest the document is attached.
    const image = place.image && { ...place.image, digests: [...place.image.digests, ...each.digests] };
    const found = new Set(ids.flatMap((id) => byId.get(id.toUpperCase()) ?? []));
    return latestOf([...found], { ...place, image }) ?? [];
  });
  const latest = said.reduce<Signed | undefined>(
    (best, one) => (best && Date.parse(one.at ?? '') < Date.parse(best.at ?? '') ? best : one),
    undefined,
  );
  return latest && { ...markOf(latest), attached: { artifact: latest.of.artifact, key: latest.of.key } };
};

type ById = ReadonlyMap<string, readonly Signed[]>;
const known = new WeakMap<AttachedVex, ById>();

const statementsOf = (document: AttachedVex): ById => {
  const before = known.get(document);
  if (before) return before;
  const byId = new Map<string, Signed[]>();
  const read = readVex(parsed(document.text), document.digest);
  for (const statement of read.kind === 'vex' ? read.statements : [])
    for (const id of statement.ids) {
      const list = byId.get(id.toUpperCase()) ?? [];
      list.push({ ...statement, of: document });
      byId.set(id.toUpperCase(), list);
    }
  known.set(document, byId);
  return byId;
};

/** It was JSON when it was collected. */
const parsed = (text: string): Json => JSON.parse(text.replace(/^\ufeff/, ''));
