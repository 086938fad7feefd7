import * as z from 'zod';
import type { Digest } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import { decisions, type Reason, reasonCodes, type Verdict } from '../model/verdict.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { digestSchema } from '../store/subject.ts';
import type { StoredVerdict } from './get.ts';
import { subjectDecision } from './subject-decision.ts';
import type { VerdictSummary } from './summary.ts';

const reason = z.object({
  code: z.enum(reasonCodes),
  effect: z.enum(decisions),
  message: z.string(),
  count: z.number().int().exactOptional(),
});

/**
 * `decision` and `reasons` go as far as this subject does; `change` is everything that was judged together with it, null when nothing was. `repositories`: as
 * whose image it was judged, which a policy may ask more of than of another's; absent where it is no image, or was kept before this was.
 */
const latestVerdictSchema = z.object({
  verdictId: z.string(),
  decision: z.enum(decisions),
  policy: z.object({ name: z.string(), digest: digestSchema }),
  evaluatedAt: z.string(),
  environment: z.string().nullable(),
  reasons: z.array(reason),
  /** Whether a waiver accepted anything: `reasons` may be cut before it says so. */
  isWaived: z.boolean(),
  change: z.object({ decision: z.enum(decisions), subjectCount: z.number().int(), reasons: z.array(reason) }).nullable(),
  repositories: z.array(z.string()).exactOptional(),
});
export type LatestVerdict = z.infer<typeof latestVerdictSchema>;

// The item is read at every gate and admission: it stays within one read unit of 4 KB.
const reasonsKept = 8;
const messageKept = 120;
const repositoriesKept = 4;

/** `places`: where the subject stands among those of the verdict. */
export const latestBody = (summary: VerdictSummary, verdict: Verdict, places: readonly number[]): JsonObject => {
  const own = subjectDecision(verdict, places);
  const { decision, subjectCount } = summary;
  const repositories = places.flatMap((place) => {
    const subject = verdict.subjects[place];
    return subject?.kind === 'image' ? [subject.repository] : [];
  });
  return {
    verdictId: summary.id,
    decision: own.decision,
    policy: summary.policy,
    evaluatedAt: summary.evaluatedAt,
    environment: summary.environment,
    reasons: kept(own.reasons),
    isWaived: own.reasons.some(({ code }) => code === 'waived'),
    change: subjectCount === 1 ? null : { decision, subjectCount, reasons: kept(verdict.reasons) },
    ...(repositories.length > 0 && { repositories: [...new Set(repositories)].slice(0, repositoriesKept) }),
  };
};

/** What one verdict says of a digest, as if it were the last; undefined: nothing. */
export const asLatest = ({ summary, verdict }: StoredVerdict, digest: Digest): LatestVerdict | undefined => {
  const places = verdict.subjects.flatMap((subject, place) => (subject.digest === digest ? [place] : []));
  return places.length === 0 ? undefined : latestVerdictSchema.parse(latestBody(summary, verdict, places));
};

const kept = (reasons: readonly Reason[]): JsonObject[] =>
  reasons.slice(0, reasonsKept).map(({ code, effect, message, count }) => ({
    code,
    effect,
    message: message.slice(0, messageKept),
    ...(count !== undefined && { count }),
  }));

/** The last verdict of a subject by a policy: one read by key, which is what gates and admission can afford. */
export const latestVerdict = async (
  deps: Pick<Deps, 'table'>,
  tenant: string,
  subject: Digest,
  policy: string,
): Promise<LatestVerdict | undefined> => {
  const item = await deps.table.get(keys.latest(tenant, subject, policy));
  return item && decode(latestVerdictSchema, item);
};
