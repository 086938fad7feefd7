import type { VexMark } from '../../model/finding.ts';
import type { AttachedVex } from '../../model/image.ts';
import { objectIn } from '../../model/json.ts';
import { compareText } from '../version/order.ts';
import { isBefore, latestOf, markOf, type VexPlace } from './apply.ts';
import { readVex } from './read.ts';
import type { VexDocument, VexStatement } from './statement.ts';
import type { VexImage } from './target.ts';

type Signed = VexStatement & { readonly of: AttachedVex };

/** What the documents that are attached to the image say of an issue in a package: of each signer the latest, since a policy hears only whom it trusts. */
export const attachedVexOf = (ids: readonly string[], place: VexPlace): readonly VexMark[] => {
  const documents = place.content.vex ?? [];
  const image = place.image && attachedTo(place.image, documents);
  const bySigner = new Map<string | null, Signed[]>();
  for (const document of documents) {
    const said = ids.flatMap((id) => openedVex(document).byId.get(id.toUpperCase()) ?? []);
    bySigner.set(document.key, [...(bySigner.get(document.key) ?? []), ...said]);
  }
  const latest = [...bySigner.values()].flatMap((said) => latestOf(said, { ...place, image }) ?? []);
  // Of one time: by the signer, so that the order in which a registry lists them decides nothing.
  const order = (a: Signed, b: Signed): number =>
    Number(isBefore(a, b)) - Number(isBefore(b, a)) || compareText(a.of.key ?? '', b.of.key ?? '');
  return latest.sort(order).map(attachedMark);
};

/** A statement may name the image's index, by whose digest the document is attached. */
export const attachedTo = (image: VexImage, documents: readonly AttachedVex[]): VexImage => ({
  ...image,
  digests: [...new Set([...image.digests, ...documents.flatMap(({ digests }) => digests)])],
});

const attachedMark = (statement: Signed): VexMark => ({
  ...markOf(statement),
  attached: { artifact: statement.of.artifact, key: statement.of.key },
});

export type OpenedVex = VexDocument & { readonly byId: ReadonlyMap<string, readonly Signed[]> };
const known = new WeakMap<AttachedVex, OpenedVex>();

/** A document is read once, however many packages ask. A statement without a product is about what the document is attached to. Source: OpenVEX, ATTESTING.md. */
export const openedVex = (document: AttachedVex): OpenedVex => {
  const before = known.get(document);
  if (before) return before;
  const byId = new Map<string, Signed[]>();
  const read = readVex(objectIn(document.text) ?? null, document.digest, document.digests[0]);
  const { statements, ignored } = read.kind === 'vex' ? read : { statements: [], ignored: {} };
  for (const statement of statements)
    for (const id of statement.ids) {
      const list = byId.get(id.toUpperCase()) ?? [];
      list.push({ ...statement, of: document });
      byId.set(id.toUpperCase(), list);
    }
  const opened = { statements, ignored, byId };
  known.set(document, opened);
  return opened;
};
