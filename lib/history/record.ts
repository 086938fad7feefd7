import type { Digest } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Deps } from '../ports/deps.ts';
import type { WriteAction, WriteResult } from '../ports/table.ts';
import { saveDocument } from '../store/document.ts';
import { keys, lists, type TimeList } from '../store/keys.ts';
import { markBuckets } from '../store/time-list.ts';
import { outboxEvent } from '../webhook/outbox.ts';
import type { VerdictInput } from './input.ts';
import { latestBody } from './latest.ts';
import { summarise, type VerdictOrigin, type VerdictSummary } from './summary.ts';

export type VerdictToRecord = VerdictOrigin & {
  readonly tenant: string;
  readonly verdict: Verdict;
  /** Of what asked for it: the same in the log of every part, and in what is announced. */
  readonly requestId?: string;
  /** Why it was judged again, for those that are told. */
  readonly because?: JsonObject & { readonly cause: 'advisory' | 'registry' };
  /** What it was judged from, where no scan keeps it. */
  readonly input?: VerdictInput;
};

const eventOf = { allow: 'verdict.allowed', warn: 'verdict.warned', deny: 'verdict.denied', unknown: 'verdict.unknown' } as const;

/** `conflict.action` counts in `also`, which stands first. */
export type Recorded = { readonly kind: 'recorded'; readonly id: string } | (WriteResult & { readonly kind: 'conflict' });

/**
 * Keeps a verdict for ever: itself, its places in every list, the latest of each subject and its event, in one transaction together
 * with `also`. Chunks of a large verdict are written before; without the transaction nothing points to them.
 */
export const recordVerdict = async (
  deps: Pick<Deps, 'table' | 'clock' | 'ids'>,
  input: VerdictToRecord,
  also: (summary: VerdictSummary) => readonly WriteAction[] = () => [],
): Promise<Recorded> => {
  const { tenant, verdict } = input;
  const id = deps.ids.next('ver');
  const at = Date.parse(verdict.evaluatedAt);
  const key = keys.verdict(tenant, id);
  const summary: VerdictSummary = { ...summarise(id, verdict, input), ...(input.because && { cause: input.because.cause }) };
  const document = await saveDocument(deps.table, key, { ...verdict });
  const targets = listsOf(verdict);
  await markBuckets(deps.table, tenant, at, targets);
  const kept = input.input && (await inputAction(deps.table, tenant, id, input.input));
  const result = await deps.table.write([
    ...also(summary),
    { kind: 'put', when: 'absent', item: { ...key, version: 1, body: { summary, document } } },
    ...(kept ? [kept] : []),
    ...targets.map((list) => put(keys.listed(tenant, list, at, id), summary)),
    ...subjectActions(input, summary, id),
    ...outboxEvent(deps, tenant, eventOf[verdict.decision], {
      verdictId: id,
      ...(input.requestId !== undefined && { requestId: input.requestId }),
      ...summary,
      ...input.because,
    }),
  ]);
  return result.kind === 'written' ? { kind: 'recorded', id } : result;
};

const inputAction = async (table: Deps['table'], tenant: string, id: string, input: VerdictInput): Promise<WriteAction> => {
  const key = keys.verdictInput(tenant, id);
  const { namespace, ...texts } = input;
  return { kind: 'put', item: { ...key, version: 1, body: { document: await saveDocument(table, key, texts), namespace } } };
};

const put = (key: { pk: string; sk: string }, body: VerdictSummary): WriteAction => ({ kind: 'put', item: { ...key, version: 1, body } });

const listsOf = (verdict: Verdict): readonly TimeList[] => {
  const repositories = new Set(verdict.subjects.flatMap((subject) => (subject.kind === 'image' ? [subject.repository] : [])));
  return [lists.verdicts, lists.decision(verdict.decision), lists.policy(verdict.policy.name), ...[...repositories].map(lists.repository)];
};

/** One of each digest: platforms of an index may share a manifest. */
const subjectActions = ({ tenant, verdict }: VerdictToRecord, summary: VerdictSummary, id: string): readonly WriteAction[] => {
  const places = new Map<Digest, number[]>();
  for (const [index, { digest }] of verdict.subjects.entries()) places.set(digest, [...(places.get(digest) ?? []), index]);
  return [...places].flatMap(([digest, indexes]): WriteAction[] => [
    put(keys.subjectVerdict(tenant, digest, id), summary),
    {
      kind: 'put',
      item: {
        ...keys.latest(tenant, digest, verdict.policy.name),
        version: 1,
        body: latestBody(summary, verdict, indexes),
      },
    },
  ]);
};
