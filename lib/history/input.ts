import * as z from 'zod';
import type { Evidence } from '../model/evidence.ts';
import type { Deps } from '../ports/deps.ts';
import { readTexts, type ScanTexts, textEvidence } from '../scan/documents.ts';
import { loadDocument, savedDocument } from '../store/document.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import type { VerdictSummary } from './summary.ts';

export type VerdictInput = ScanTexts & { readonly namespace: string | null };

export const inputRecord = z.object({ document: savedDocument, namespace: z.string().nullable() });

/** What a verdict that no scan made was judged from; undefined where it was not kept. */
export const readVerdictInput = async (
  deps: Pick<Deps, 'table'>,
  tenant: string,
  { id, evaluatedAt }: Pick<VerdictSummary, 'id' | 'evaluatedAt'>,
): Promise<{ readonly evidence: readonly Evidence[]; readonly namespace: string | null } | undefined> => {
  const input = await readVerdictTexts(deps, tenant, id);
  return input && { evidence: textEvidence(input, evaluatedAt), namespace: input.namespace };
};

export const readVerdictTexts = async (deps: Pick<Deps, 'table'>, tenant: string, id: string): Promise<VerdictInput | undefined> => {
  const key = keys.verdictInput(tenant, id);
  const item = await deps.table.get(key);
  if (item === undefined) return undefined;
  const { document, namespace } = decode(inputRecord, item);
  return { ...readTexts(await loadDocument(deps.table, key, document)), namespace };
};
