import { type Caller, requireScope } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import type { Decision } from '../model/verdict.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item, Table } from '../ports/table.ts';
import { keys, lists, type TimeList } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { type ListPage, type ListPosition, positionOf, readList } from '../store/time-list.ts';
import { type VerdictSummary, verdictSummary } from './summary.ts';

/** Every member that is set must match. Times in milliseconds since the epoch, `since` inclusive and `until` exclusive; `limit` 1 to 100. */
export type VerdictFilter = {
  readonly subject?: Digest | undefined;
  readonly repository?: string | undefined;
  readonly decision?: Decision | undefined;
  readonly policy?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: JsonObject | undefined;
};

export type VerdictPage = { readonly items: readonly VerdictSummary[]; readonly next?: JsonObject };

/** Verdicts, newest first. A page may hold fewer than `limit`, even none, and still have a next one. */
export const listVerdicts = async (deps: Pick<Deps, 'table'>, caller: Caller, filter: VerdictFilter): Promise<VerdictPage> => {
  requireScope(caller, 'verdict:read');
  const after = filter.after && positionOf(filter.after);
  const accepts = (item: Item): boolean => matches(filter, decode(verdictSummary, item));
  const page =
    filter.subject === undefined
      ? await readList(deps.table, { ...filter, tenant: caller.tenant, list: narrowest(filter), after, accepts })
      : await readSubject(deps.table, caller.tenant, { ...filter, subject: filter.subject }, { after, accepts });
  return { items: page.items.map((item) => decode(verdictSummary, item)), ...(page.next && { next: { ...page.next } }) };
};

/** The list with the fewest entries that holds all that may match; the other members filter what it gives. */
const narrowest = ({ repository, decision, policy }: VerdictFilter): TimeList => {
  if (repository !== undefined) return lists.repository(repository);
  if (policy !== undefined && (decision === undefined || decision === 'allow')) return lists.policy(policy);
  return decision === undefined ? lists.verdicts : lists.decision(decision);
};

const matches = (filter: VerdictFilter, summary: VerdictSummary): boolean => {
  const at = Date.parse(summary.evaluatedAt);
  return (
    (filter.decision === undefined || summary.decision === filter.decision) &&
    (filter.policy === undefined || summary.policy.name === filter.policy) &&
    (filter.repository === undefined || inRepository(summary, filter.repository)) &&
    (filter.since === undefined || at >= filter.since) &&
    (filter.until === undefined || at < filter.until)
  );
};

// A summary shows its first subjects alone; an entry of the repository's own list is in it whatever it shows.
const inRepository = (summary: VerdictSummary, repository: string): boolean =>
  summary.subjects.length < summary.subjectCount ||
  summary.subjects.some((subject) => subject.kind === 'image' && subject.repository === repository);

const subjectPage = 100;

const readSubject = async (
  table: Table,
  tenant: string,
  { subject, limit }: VerdictFilter & { readonly subject: Digest },
  { after, accepts }: { readonly after: ListPosition | undefined; readonly accepts: (item: Item) => boolean },
): Promise<ListPage> => {
  const at = (id: string) => keys.subjectVerdict(tenant, subject, id);
  const newest = after?.before ?? '~';
  const page = await table.query({ partition: at('').pk, from: at('').sk, to: at(newest).sk, descending: true, limit: subjectPage });
  const items = page.items.filter(({ sk }) => sk !== at(newest).sk);
  const accepted = items.filter(accepts);
  const shown = accepted.slice(0, limit);
  const last = accepted.length > limit ? shown.at(-1) : page.next && items.at(-1);
  return { items: shown, ...(last && { next: { bucket: '', before: last.sk.slice(at('').sk.length) } }) };
};
