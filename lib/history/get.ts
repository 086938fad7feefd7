import * as z from 'zod';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import { isObject } from '../model/json.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Deps } from '../ports/deps.ts';
import { loadDocument, savedDocument } from '../store/document.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { type VerdictSummary, verdictSummary } from './summary.ts';

const verdictRecord = z.object({ summary: verdictSummary, document: savedDocument });

export type StoredVerdict = { readonly summary: VerdictSummary; readonly verdict: Verdict };

/** A verdict as it was recorded. Throws AppError `not-found`. */
export const getVerdict = async (deps: Pick<Deps, 'table'>, caller: Caller, id: string): Promise<StoredVerdict> => {
  requireScope(caller, 'verdict:read');
  const key = keys.verdict(caller.tenant, id);
  const item = await deps.table.get(key);
  if (item === undefined) throw new AppError('not-found', 'there is no such verdict');
  const { summary, document } = decode(verdictRecord, item);
  const verdict = await loadDocument(deps.table, key, document);
  if (!isRecordedVerdict(verdict)) throw new AppError('internal', 'a stored verdict cannot be read', { internal: id });
  return { summary, verdict };
};

/** Holds because documents below a verdict's key are written by `recordVerdict` alone, from a `Verdict`. */
const isRecordedVerdict = (value: unknown): value is Verdict => isObject(value) && Array.isArray(value['findings']) && 'decision' in value;
