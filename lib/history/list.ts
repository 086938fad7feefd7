import { type Caller, requireScope } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import type { Decision } from '../model/verdict.ts';
import type { Deps } from '../ports/deps.ts';
import type { Item, Table } from '../ports/table.ts';
import { keys, lists, type TimeList } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { isWithin, type Listed, type ListPage, type PageRequest, positionOf, readList, type TimeSpan } from '../store/time-list.ts';
import { type VerdictSummary, verdictSummary } from './summary.ts';

/** Every member that is set must match. */
export type VerdictFilter = TimeSpan &
  PageRequest & {
    readonly subject?: Digest | undefined;
    readonly repository?: string | undefined;
    readonly decision?: Decision | undefined;
    readonly policy?: string | undefined;
  };

/** Verdicts, newest first. */
export const listVerdicts = async (deps: Pick<Deps, 'table'>, caller: Caller, filter: VerdictFilter): Promise<Listed<VerdictSummary>> => {
  requireScope(caller, 'verdict:read');
  const accepts = (item: Item): boolean => matches(filter, decode(verdictSummary, item));
  const page =
    filter.subject === undefined
      ? await readList(deps.table, { ...filter, tenant: caller.tenant, list: narrowest(filter), accepts })
      : await readSubject(deps.table, caller.tenant, { ...filter, subject: filter.subject }, accepts);
  return { ...page, items: page.items.map((item) => decode(verdictSummary, item)) };
};

/** The list with the fewest entries that holds all that may match; the other members filter what it gives. */
const narrowest = ({ repository, decision, policy }: VerdictFilter): TimeList => {
  if (repository !== undefined) return lists.repository(repository);
  if (policy !== undefined && (decision === undefined || decision === 'allow')) return lists.policy(policy);
  return decision === undefined ? lists.verdicts : lists.decision(decision);
};

const matches = (filter: VerdictFilter, summary: VerdictSummary): boolean =>
  (filter.decision === undefined || summary.decision === filter.decision) &&
  (filter.policy === undefined || summary.policy.name === filter.policy) &&
  (filter.repository === undefined || inRepository(summary, filter.repository)) &&
  isWithin(filter, summary.evaluatedAt);

// A summary shows its first subjects alone; an entry of the repository's own list is in it whatever it shows.
const inRepository = (summary: VerdictSummary, repository: string): boolean =>
  summary.subjects.length < summary.subjectCount ||
  summary.subjects.some((subject) => subject.kind === 'image' && subject.repository === repository);

const subjectPage = 100;

const readSubject = async (
  table: Table,
  tenant: string,
  { subject, limit, after }: VerdictFilter & { readonly subject: Digest },
  accepts: (item: Item) => boolean,
): Promise<ListPage> => {
  const at = (id: string) => keys.subjectVerdict(tenant, subject, id);
  const newest = (after && positionOf(after).before) ?? '~';
  const page = await table.query({ partition: at('').pk, from: at('').sk, to: at(newest).sk, descending: true, limit: subjectPage });
  const items = page.items.filter(({ sk }) => sk !== at(newest).sk);
  const accepted = items.filter(accepts);
  const shown = accepted.slice(0, limit);
  const last = accepted.length > limit ? shown.at(-1) : page.next && items.at(-1);
  return { items: shown, ...(last && { next: { bucket: '', before: last.sk.slice(at('').sk.length) } }) };
};
