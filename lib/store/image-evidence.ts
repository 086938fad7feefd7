import * as z from 'zod';
import type { Digest } from '../model/digest.ts';
import type { ImageEvidence, Inspector } from '../model/evidence.ts';
import type { ImageContent } from '../model/image.ts';
import { isObject } from '../model/json.ts';
import type { Table } from '../ports/table.ts';
import { loadDocument, saveDocument, savedDocument } from './document.ts';
import { keys } from './keys.ts';
import { decode } from './record.ts';
import { subjectSchema } from './subject.ts';

const evidenceRecord = z.object({
  subject: subjectSchema,
  inspector: z.object({ name: z.string(), version: z.string() }),
  observedAt: z.string(),
  document: savedDocument,
});

export const inspectorText = ({ name, version }: Inspector): string => `${name}@${version}`;

/** What an inspector saw of an image; a later look by the same inspector takes its place. */
export const saveImageEvidence = async (table: Table, tenant: string, evidence: ImageEvidence): Promise<void> => {
  const { subject, inspector, observedAt, content } = evidence;
  const key = keys.image(tenant, subject.digest, inspectorText(inspector));
  const document = await saveDocument(table, key, { ...content });
  await table.write([{ kind: 'put', item: { ...key, version: 1, body: { subject, inspector, observedAt, document } } }]);
};

/** When this inspector last saw the image, without reading what it saw. */
export const imageObservedAt = async (table: Table, tenant: string, digest: Digest, inspector: Inspector): Promise<string | undefined> => {
  const item = await table.get(keys.image(tenant, digest, inspectorText(inspector)));
  return item && decode(evidenceRecord, item).observedAt;
};

export const readImageEvidence = async (
  table: Table,
  tenant: string,
  digest: Digest,
  inspector: Inspector,
): Promise<ImageEvidence | undefined> => {
  const key = keys.image(tenant, digest, inspectorText(inspector));
  const item = await table.get(key);
  if (item === undefined) return undefined;
  const { subject, observedAt, document } = decode(evidenceRecord, item);
  const content = await loadDocument(table, key, document);
  if (subject.kind !== 'image' || !isImageContent(content)) return undefined;
  return { kind: 'image', subject, inspector, observedAt, content };
};

/** Holds because documents below an image's key are written by `saveImageEvidence` alone, under the inspector's version. */
const isImageContent = (value: unknown): value is ImageContent =>
  isObject(value) && Array.isArray(value['packages']) && isObject(value['config']);
