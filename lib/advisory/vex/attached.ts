import type { VexMark } from '../../model/finding.ts';
import type { AttachedVex } from '../../model/image.ts';
import { objectIn } from '../../model/json.ts';
import { isBefore, latestOf, markOf, type VexPlace } from './apply.ts';
import { readVex } from './read.ts';
import type { VexStatement } from './statement.ts';

type Signed = VexStatement & { readonly of: AttachedVex };

/** What the documents that are attached to the image say of an issue in a package: of each signer the latest, since a policy hears only whom it trusts. */
export const attachedVexOf = (ids: readonly string[], place: VexPlace): readonly VexMark[] => {
  const documents = place.content.vex ?? [];
  // A statement may name the image's index, by whose digest the document is attached.
  const image = place.image && { ...place.image, digests: [...place.image.digests, ...documents.flatMap(({ digests }) => digests)] };
  const bySigner = new Map<string | null, Signed[]>();
  for (const document of documents) {
    const said = ids.flatMap((id) => statementsOf(document).get(id.toUpperCase()) ?? []);
    bySigner.set(document.key, [...(bySigner.get(document.key) ?? []), ...said]);
  }
  const latest = [...bySigner.values()].flatMap((said) => latestOf(said, { ...place, image }) ?? []);
  return latest.sort((a, b) => (isBefore(a, b) ? 1 : -1)).map(attachedMark);
};

const attachedMark = (statement: Signed): VexMark => ({
  ...markOf(statement),
  attached: { artifact: statement.of.artifact, key: statement.of.key },
});

type ById = ReadonlyMap<string, readonly Signed[]>;
const known = new WeakMap<AttachedVex, ById>();

const statementsOf = (document: AttachedVex): ById => {
  const before = known.get(document);
  if (before) return before;
  const byId = new Map<string, Signed[]>();
  const read = readVex(objectIn(document.text) ?? null, document.digest);
  for (const statement of read.kind === 'vex' ? read.statements : [])
    for (const id of statement.ids) {
      const list = byId.get(id.toUpperCase()) ?? [];
      list.push({ ...statement, of: document });
      byId.set(id.toUpperCase(), list);
    }
  known.set(document, byId);
  return byId;
};
