import * as z from 'zod';
import type { Digest } from '../model/digest.ts';
import type { JsonObject } from '../model/json.ts';
import { type Decision, decisions, type Reason, reasonCodes } from '../model/verdict.ts';
import type { Deps } from '../ports/deps.ts';
import { keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { digestSchema } from '../store/subject.ts';
import type { VerdictSummary } from './summary.ts';

const latestVerdictSchema = z.object({
  verdictId: z.string(),
  /** As far as this subject goes; `changeDecision` is that of everything that was judged together. */
  decision: z.enum(decisions),
  changeDecision: z.enum(decisions),
  policy: z.object({ name: z.string(), digest: digestSchema }),
  evaluatedAt: z.string(),
  environment: z.string().nullable(),
  subjectCount: z.number().int(),
  reasons: z.array(
    z.object({
      code: z.enum(reasonCodes),
      effect: z.enum(decisions),
      message: z.string(),
      count: z.number().int().exactOptional(),
    }),
  ),
});
export type LatestVerdict = z.infer<typeof latestVerdictSchema>;

// The item is read at every gate and admission: it stays within one read unit of 4 KB.
const reasonsKept = 8;
const messageKept = 200;

export const latestBody = (summary: VerdictSummary, decision: Decision, reasons: readonly Reason[]): JsonObject => ({
  verdictId: summary.id,
  decision,
  changeDecision: summary.decision,
  policy: summary.policy,
  evaluatedAt: summary.evaluatedAt,
  environment: summary.environment,
  subjectCount: summary.subjectCount,
  reasons: reasons.slice(0, reasonsKept).map((reason) => ({ ...reason, message: reason.message.slice(0, messageKept) })),
});

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
