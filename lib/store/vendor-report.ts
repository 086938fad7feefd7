import * as z from 'zod';
import type { Digest } from '../model/digest.ts';
import type { Subject } from '../model/subject.ts';
import type { VendorReport } from '../model/vendor.ts';
import type { Key, Table } from '../ports/table.ts';
import { loadDocument, saveDocument, savedDocument } from './document.ts';
import { keys } from './keys.ts';
import { decode } from './record.ts';

const reportRecord = z.object({ observedAt: z.string(), document: savedDocument });

/** Raised when reports are kept otherwise. */
const observer = 'registry-findings@1';

type Image = Pick<Subject & { kind: 'image' }, 'digest' | 'repository'>;

// An image lies in several repositories under one digest, and each registry says its own of it.
const keyOf = (tenant: string, { digest, repository }: { readonly digest: Digest; readonly repository: string }): Key =>
  keys.image(tenant, digest, `${observer}#${repository}`);

/** What the image's registry said when it was last asked. */
export type StoredReport = { readonly observedAt: string; readonly report: VendorReport };

/** A later look takes the place of an earlier one. */
export const saveVendorReport = async (table: Table, tenant: string, image: Image, { observedAt, report }: StoredReport): Promise<void> => {
  const key = keyOf(tenant, image);
  const document = await saveDocument(table, key, { ...report });
  await table.write([{ kind: 'put', item: { ...key, version: 1, body: { observedAt, document } } }]);
};

export const readVendorReport = async (table: Table, tenant: string, image: Image): Promise<StoredReport | undefined> => {
  const key = keyOf(tenant, image);
  const item = await table.get(key);
  if (item === undefined) return undefined;
  const { observedAt, document } = decode(reportRecord, item);
  const report = await loadDocument(table, key, document);
  return isReport(report) ? { observedAt, report } : undefined;
};

/** Holds because documents below this key are written by `saveVendorReport` alone, under the observer's version. */
const isReport = (value: unknown): value is VendorReport =>
  typeof value === 'object' && value !== null && 'kind' in value && 'status' in value;
