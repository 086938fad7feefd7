import * as z from 'zod';
import { AppError } from '../model/error.ts';
import { type PolicyDocument, policySchema } from '../policy/document.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item, Key } from '../ports/table.ts';
import { loadDocument, savedDocument } from '../store/document.ts';
import { decode } from '../store/record.ts';
import { digestSchema } from '../store/subject.ts';

/** A version is written once and never changed. `text` is what was handed in, comments and all. */
export const versionRecord = z.object({
  name: z.string(),
  digest: digestSchema,
  description: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  content: savedDocument,
});
export type PolicyVersion = Omit<z.infer<typeof versionRecord>, 'content'>;
export type PolicyVersionContent = PolicyVersion & { readonly document: PolicyDocument; readonly text: string };

/** Which version of a name judges now. */
export const activeRecord = z.object({
  name: z.string(),
  digest: digestSchema,
  activatedAt: z.string(),
  activatedBy: z.string(),
  previous: digestSchema.nullable(),
});
export type ActiveVersion = z.infer<typeof activeRecord>;

const contentSchema = z.object({ document: policySchema, text: z.string() });

export const versionOf = (item: Item): PolicyVersion => {
  const { content: _, ...version } = decode(versionRecord, item);
  return version;
};

export const readContent = async (deps: Pick<Deps, 'table'>, key: Key, item: Item): Promise<PolicyVersionContent> => {
  const { content, ...version } = decode(versionRecord, item);
  const parsed = contentSchema.safeParse(await loadDocument(deps.table, key, content));
  if (!parsed.success) throw new AppError('internal', 'a stored policy cannot be read', { internal: `${key.pk} ${key.sk}` });
  return { ...version, ...parsed.data };
};
