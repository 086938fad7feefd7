import { getVerdict } from '../history/get.ts';
import { readVerdictInput } from '../history/input.ts';
import type { VerdictSummary } from '../history/summary.ts';
import type { Caller } from '../model/actor.ts';
import { AppError } from '../model/error.ts';
import type { AdvisoryMatches, Evidence } from '../model/evidence.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { Deps } from '../ports/deps.ts';
import { readMatches } from '../scan/documents.ts';
import { readEvidence } from '../scan/evidence.ts';
import type { Judging } from '../scan/step.ts';
import { readScan } from '../scan/store.ts';
import { readVendor } from '../scan/vendor.ts';
import { evaluate } from '../verdict/evaluate.ts';
import type { EvaluationInput } from '../verdict/input.ts';
import type { ReplayChange } from './record.ts';
import type { WaiversAt } from './waivers-at.ts';

export type Candidate = {
  readonly caller: Caller;
  readonly policy: CompiledPolicy;
  readonly waiversAt: WaiversAt;
  readonly judging: Pick<Judging, 'advisories' | 'vendor'>;
};

export type Judged =
  | {
      readonly kind: 'judged';
      readonly before: Verdict['decision'];
      readonly after: Verdict['decision'];
      readonly change: ReplayChange | null;
    }
  | { readonly kind: 'withoutEvidence' | 'unreadable' };

type Seen = Pick<EvaluationInput, 'evidence' | 'missing' | 'advisories' | 'vendor' | 'namespace'> & {
  readonly advisoriesOf: 'then' | 'now';
};

/** One stored verdict by the candidate: the same evidence, waivers, advisories and time, so that whatever differs is the policy's doing. */
export const judgeAgain = async (deps: Pick<Deps, 'table'>, candidate: Candidate, summary: VerdictSummary): Promise<Judged> => {
  const { caller, policy, waiversAt } = candidate;
  try {
    const seen = await seenBy(deps, candidate, summary);
    if (seen === undefined) return { kind: 'withoutEvidence' };
    const { verdict: before } = await getVerdict(deps, caller, summary.id);
    const now = Date.parse(before.evaluatedAt);
    const { environment } = summary;
    const after = evaluate({ ...seen, policy, waivers: waiversAt(now), environment, now });
    return {
      kind: 'judged',
      before: before.decision,
      after: after.decision,
      change: before.decision === after.decision ? null : changeOf(summary, before, after, seen.advisoriesOf),
    };
  } catch (error) {
    // What a newer version wrote, or an older one, must not end the whole replay.
    if (error instanceof AppError && error.code === 'internal') return { kind: 'unreadable' };
    throw error;
  }
};

const seenBy = async (deps: Pick<Deps, 'table'>, candidate: Candidate, summary: VerdictSummary): Promise<Seen | undefined> => {
  const { tenant } = candidate.caller;
  const { scanId, cause } = summary;
  if (scanId === null) {
    const input = await readVerdictInput(deps, tenant, summary);
    if (input === undefined) return undefined;
    const advisories = await matchesNow(candidate, input.evidence);
    return { ...input, missing: [], advisories, advisoriesOf: advisories.length === 0 ? 'then' : 'now' };
  }
  const scan = (await readScan(deps, tenant, scanId))?.record;
  if (scan === undefined) return undefined;
  const known = await readEvidence(deps, scan).catch(goneOnly);
  if (known === undefined) return undefined;
  const { evidence, missing } = known;
  const { namespace } = scan;
  const subjects = evidence.map(({ subject }) => subject);
  const base = { evidence, missing, namespace, vendor: await readVendor(deps, candidate.judging.vendor, tenant, subjects) };
  // A verdict that an advisory caused has no matches of its own: those of its scan are older than it.
  if (cause === undefined)
    return { ...base, advisories: scan.matches === null ? [] : await readMatches(deps.table, scan), advisoriesOf: 'then' };
  return { ...base, advisories: await matchesNow(candidate, evidence), advisoriesOf: 'now' };
};

const matchesNow = async ({ judging }: Candidate, evidence: readonly Evidence[]): Promise<readonly AdvisoryMatches[]> => {
  const found: AdvisoryMatches[] = [];
  for (const [subject, one] of evidence.entries()) if (one.kind === 'image') found.push(await judging.advisories(one, subject));
  return found;
};

/** Evidence by an inspector of another version is not there for this one. */
const goneOnly = (error: unknown): undefined => {
  if (error instanceof AppError && error.code === 'internal') return undefined;
  throw error;
};

const shownReasons = 8;
const shownRules = 20;

const changeOf = (summary: VerdictSummary, before: Verdict, after: Verdict, advisories: 'then' | 'now'): ReplayChange => ({
  verdictId: summary.id,
  evaluatedAt: before.evaluatedAt,
  environment: summary.environment,
  subjects: [...summary.subjects],
  before: before.decision,
  after: after.decision,
  reasons: after.reasons
    .slice(0, shownReasons)
    .map(({ code, effect, message, count }) => ({ code, effect, message: message.slice(0, 300), ...(count !== undefined && { count }) })),
  rules: newEffects(before, after).slice(0, shownRules),
  advisories,
});

const weight = { none: 0, warn: 1, deny: 2 } as const;

const keyOf = ({ subject, fingerprint }: JudgedFinding): string => `${subject} ${fingerprint}`;

/** What weighs more than it did, by rule or vulnerability, the most first. */
const newEffects = (before: Verdict, after: Verdict): readonly { readonly rule: string; readonly count: number }[] => {
  const old = new Map(before.findings.map((finding) => [keyOf(finding), weight[finding.effect]]));
  const counts = new Map<string, number>();
  for (const finding of after.findings) {
    if (weight[finding.effect] <= (old.get(keyOf(finding)) ?? 0)) continue;
    const name = finding.vulnerability?.id ?? finding.rule;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
};
