import { type Caller, requireScope } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { JsonObject } from '../model/json.ts';
import type { Deps } from '../ports/deps.ts';
import type { PageKey } from '../ports/table.ts';
import { timelinePartition, timelineShards } from '../store/keys.ts';
import { type AuditHead, type AuditLink, type Chain, genesis, linkAfter, linkOf } from './chain.ts';
import { readHead } from './seal.ts';

export const chainFaults = ['altered', 'unlinked', 'missing', 'cut-off'] as const;
/** `altered`: not what was sealed. `unlinked`: does not follow its predecessor. `missing`: numbers without a record. `cut-off`: the newest are gone. */
export type ChainFault = {
  readonly kind: (typeof chainFaults)[number];
  readonly shard: number;
  readonly sequence: number;
  readonly id: string | null;
};

/** `pending` records are not sealed yet. `heads` are to be kept elsewhere: with them even a store that was rewritten as a whole is found out. */
export type AuditVerification = {
  readonly intact: boolean;
  readonly records: number;
  readonly pending: number;
  readonly faults: readonly ChainFault[];
  readonly heads: readonly (AuditHead & { readonly shard: number })[];
};

const dayMs = 86_400_000;
const longestDays = 92;
const mostRecords = 100_000;
const mostFaults = 100;

/**
 * Checks every record of the days from `since` to now, in milliseconds, against the chain. What is older is taken on trust, but for a span
 * that reaches the first record. Throws `invalid-request` for a span that is too long.
 */
export const verifyAudit = async (
  deps: Pick<Deps, 'table' | 'clock'>,
  caller: Caller,
  input: { readonly since: number },
): Promise<AuditVerification> => {
  requireScope(caller, 'audit:read');
  const days = daysBetween(input.since, deps.clock.now());
  if (days.length > longestDays) {
    const places = [{ message: `at most ${longestDays} days`, pointer: '/query/since' }];
    throw new AppError('invalid-request', `at most ${longestDays} days are checked at once`, { places });
  }
  const reports = await Promise.all(
    Array.from({ length: timelineShards }, (_, shard) => verifyShard(deps, { tenant: caller.tenant, shard }, days)),
  );
  const faults = reports.flatMap((report) => report.faults);
  const sum = (of: (report: ShardReport) => number): number => reports.reduce((total, report) => total + of(report), 0);
  return {
    intact: faults.length === 0,
    records: sum(({ records }) => records),
    pending: sum(({ pending }) => pending),
    faults: faults.slice(0, mostFaults),
    heads: reports.map(({ head }, shard) => ({ shard, ...head })),
  };
};

const daysBetween = (since: number, until: number): readonly string[] => {
  const first = Math.floor(since / dayMs);
  const count = Math.max(0, Math.floor(until / dayMs) - first + 1);
  return Array.from({ length: Math.min(count, longestDays + 1) }, (_, day) => new Date((first + day) * dayMs).toISOString().slice(0, 10));
};

type ShardReport = { readonly records: number; readonly pending: number; readonly faults: readonly ChainFault[]; readonly head: AuditHead };

const verifyShard = async (deps: Pick<Deps, 'table'>, chain: Chain, days: readonly string[]): Promise<ShardReport> => {
  // Before the records: what is sealed while they are read is then beyond the head, not missing.
  const { head } = await readHead(deps, chain);
  const sealed: Sealed[] = [];
  const faults: ChainFault[] = [];
  let pending = 0;
  for (const day of days) {
    for await (const record of recordsOf(deps, chain, day)) {
      const link = linkOf(record);
      const id = String(record['id']);
      if (link === undefined) pending += 1;
      else if (link === null) faults.push({ kind: 'altered', shard: chain.shard, sequence: 0, id });
      else sealed.push({ id, link, isTrue: isTrue(chain, record, link) });
      if (sealed.length > mostRecords) throw new AppError('too-large', 'too many records, ask for a shorter time');
    }
  }
  sealed.sort((a, b) => a.link.sequence - b.link.sequence);
  return { records: sealed.length + pending, pending, faults: [...faults, ...faultsOf(sealed, chain, head)], head };
};

type Sealed = { readonly id: string; readonly link: AuditLink; readonly isTrue: boolean };

const isTrue = (chain: Chain, record: JsonObject, link: AuditLink): boolean =>
  linkAfter({ sequence: link.sequence - 1, hash: link.previous }, chain, record).hash === link.hash;

const faultsOf = (sealed: readonly Sealed[], chain: Chain, head: AuditHead): readonly ChainFault[] => {
  const { shard } = chain;
  const [first] = sealed;
  const start = genesis(chain);
  const faults: ChainFault[] = [];
  let before: AuditHead | undefined = first && first.link.sequence > 1 ? undefined : start;
  for (const { id, link, isTrue: holds } of sealed) {
    const { sequence, previous, hash } = link;
    const fault = (kind: ChainFault['kind'], at = sequence): void => void faults.push({ kind, shard, sequence: at, id });
    if (!holds) fault('altered');
    if (before && sequence > before.sequence + 1) faults.push({ kind: 'missing', shard, sequence: before.sequence + 1, id: null });
    else if (before && (sequence !== before.sequence + 1 || previous !== before.hash)) fault('unlinked');
    if (sequence === head.sequence && hash !== head.hash) fault('unlinked');
    before = { sequence, hash };
  }
  // An empty span says nothing of a chain whose records are all older.
  const last = sealed.at(-1)?.link.sequence;
  if (last !== undefined && last < head.sequence) faults.push({ kind: 'cut-off', shard, sequence: last + 1, id: null });
  return faults;
};

async function* recordsOf(deps: Pick<Deps, 'table'>, { tenant, shard }: Chain, day: string): AsyncGenerator<JsonObject> {
  let after: PageKey | undefined;
  do {
    const page = await deps.table.query({ partition: timelinePartition(tenant, 'audit', day, shard), ...(after && { after }) });
    for (const { body } of page.items) yield body;
    after = page.next;
  } while (after);
}
