import { listVerdicts } from '../history/list.ts';
import type { VerdictSummary } from '../history/summary.ts';
import type { Caller } from '../model/actor.ts';
import type { JsonObject } from '../model/json.ts';
import { builtInPolicy } from '../policy/built-in.ts';
import { compiledPolicy } from '../policy/compile.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import { preparePolicy } from '../policy/prepare.ts';
import { loadVersion } from '../policy-version/get.ts';
import type { Deps } from '../ports/deps.ts';
import type { WriteAction } from '../ports/table.ts';
import type { Judging } from '../scan/step.ts';
import { saveDocument } from '../store/document.ts';
import { keys } from '../store/keys.ts';
import { positionOf } from '../store/time-list.ts';
import { announceReplay, failReplay, type ReplayJob } from './end.ts';
import { type Candidate, type Judged, judgeAgain } from './judge.ts';
import { hasEnded, type ReplayChange, type ReplayRecord } from './record.ts';
import { expiryOf, type HeldReplay, putReplay, readReplay } from './store.ts';
import { addTo } from './tally.ts';
import { readWaiversAt } from './waivers-at.ts';

/** `again`: there is more to do, and others shall have their turn first. */
export type ReplayOutcome = 'done' | 'again';

const perPage = 50;
/** Pages for one message: a replay of a year must not keep a worker from the scans of others. */
const pagesPerTurn = 4;

/**
 * Takes a replay some pages on. Each page and the progress with it are one transaction under the record's version, so a page counts once however
 * often it is done; killed at any point, it goes on at the last page. Throws what nobody expected.
 */
export const runReplay = async (deps: Deps, judging: Judging, job: ReplayJob, stop: AbortSignal): Promise<ReplayOutcome> => {
  const first = await readReplay(deps, job.tenant, job.replayId);
  if (first === undefined || hasEnded(first.record.state)) return 'done';
  const candidate = await candidateOf(deps, judging, first.record);
  if (candidate === undefined) {
    await failReplay(deps, first, { code: 'not-found', message: 'the version of the policy is gone' });
    return 'done';
  }
  for (let turn = 0; turn < pagesPerTurn; turn += 1) {
    const held = turn === 0 ? first : await readReplay(deps, job.tenant, job.replayId);
    if (held === undefined || hasEnded(held.record.state)) return 'done';
    const page = await judgePage(deps, candidate, held.record, stop);
    if (page === 'stopped') return 'again';
    if (!(await savePage(deps, held, page))) return 'done';
    if (page.next === undefined) return 'done';
  }
  return 'again';
};

const candidateOf = async (deps: Deps, judging: Judging, { tenant, policy }: ReplayRecord): Promise<Candidate | undefined> => {
  const compiled = await compiledVersion(deps, tenant, policy);
  const caller: Caller = { tenant, actor: { kind: 'system', job: 'replay' }, scopes: ['verdict:read'], requestId: 'replay' };
  return compiled && { caller, policy: compiled, waiversAt: await readWaiversAt(deps, tenant), judging };
};

const compiledVersion = async (
  deps: Deps,
  tenant: string,
  { name, digest }: ReplayRecord['policy'],
): Promise<CompiledPolicy | undefined> => {
  const built = builtInPolicy(name);
  if (built) return built.digest === digest ? built : undefined;
  const version = await loadVersion(deps, tenant, name, digest);
  return version === null ? undefined : (compiledPolicy(digest) ?? preparePolicy(version.document));
};

type JudgedPage = {
  readonly examined: number;
  readonly judged: readonly Judged[];
  /** When the oldest verdict of the page was made. */
  readonly through: number | null;
  readonly next: JsonObject | undefined;
  readonly isCut: boolean;
};

const judgePage = async (deps: Deps, candidate: Candidate, record: ReplayRecord, stop: AbortSignal): Promise<JudgedPage | 'stopped'> => {
  const room = record.limit - record.progress.examined;
  const page = await listVerdicts(deps, candidate.caller, {
    policy: record.judgedBy ?? undefined,
    repository: record.repository ?? undefined,
    since: Date.parse(record.since),
    until: Date.parse(record.until),
    limit: Math.min(perPage, room),
    after: record.position ?? undefined,
  });
  const wanted = page.items.filter(({ environment }) => record.environment === null || environment === record.environment);
  const judged: Judged[] = [];
  for (const summary of wanted) {
    if (stop.aborted) return 'stopped';
    judged.push(await judgeAgain(deps, candidate, summary));
  }
  const isFull = wanted.length >= room;
  return {
    examined: wanted.length,
    judged,
    through: oldest(page.items),
    next: isFull ? undefined : page.next,
    isCut: isFull && page.next !== undefined,
  };
};

const oldest = (items: readonly VerdictSummary[]): number | null => {
  const last = items.at(-1);
  return last === undefined ? null : Date.parse(last.evaluatedAt);
};

const savePage = async (deps: Deps, held: HeldReplay, page: JudgedPage): Promise<boolean> => {
  const { record } = held;
  const changes = page.judged.flatMap((one) => (one.kind === 'judged' && one.change ? [one.change] : []));
  const isOver = page.next === undefined;
  const change: Partial<ReplayRecord> = {
    ...addTo(record, page.judged),
    state: isOver ? 'succeeded' : 'running',
    progress: {
      examined: record.progress.examined + page.examined,
      judged: record.progress.judged + page.judged.filter(({ kind }) => kind === 'judged').length,
      fraction: isOver ? 1 : fractionOf(record, page.through),
    },
    truncated: page.isCut,
    position: page.next === undefined ? null : positionOf(page.next),
    pages: record.pages + (changes.length > 0 ? 1 : 0),
  };
  const written = await deps.table.write([
    putReplay(deps, held, change),
    ...(changes.length > 0 ? [await pageAction(deps, record, changes)] : []),
    ...(isOver ? announceReplay(deps, { ...record, ...change }) : []),
  ]);
  return written.kind === 'written';
};

const fractionOf = ({ since, until, progress }: ReplayRecord, through: number | null): number => {
  if (through === null) return progress.fraction;
  const [from, to] = [Date.parse(since), Date.parse(until)];
  return Math.max(progress.fraction, Math.min(1, Math.round(((to - through) / (to - from)) * 1000) / 1000));
};

const pageAction = async (deps: Deps, record: ReplayRecord, changes: readonly ReplayChange[]): Promise<WriteAction> => {
  const key = keys.replayPage(record.tenant, record.id, record.pages);
  const document = await saveDocument(deps.table, key, changes);
  return { kind: 'put', item: { ...key, version: 1, body: { document }, expiresAt: expiryOf(record) } };
};
