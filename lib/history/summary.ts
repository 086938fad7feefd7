import * as z from 'zod';
import { severities } from '../model/severity.ts';
import { decisions, type Verdict } from '../model/verdict.ts';
import { digestSchema, subjectSchema } from '../store/subject.ts';

const subjectsShown = 8;

const counts = z.object(Object.fromEntries(severities.map((severity) => [severity, z.number().int()])));

/** What a list of verdicts shows. `subjects` are the first eight; `counts` are the findings that are not waived. */
export const verdictSummary = z.object({
  id: z.string(),
  decision: z.enum(decisions),
  policy: z.object({ name: z.string(), digest: digestSchema }),
  evaluatedAt: z.string(),
  environment: z.string().nullable(),
  scanId: z.string().nullable(),
  subjects: z.array(subjectSchema).readonly(),
  subjectCount: z.number().int(),
  counts,
  waived: z.number().int(),
  /** Absent: somebody asked for it. */
  cause: z.enum(['advisory', 'registry']).exactOptional(),
});
export type VerdictSummary = z.infer<typeof verdictSummary>;

/** Where a verdict came from. */
export type VerdictOrigin = { readonly environment: string | null; readonly scanId: string | null };

export const summarise = (id: string, verdict: Verdict, { environment, scanId }: VerdictOrigin): VerdictSummary => {
  const standing = verdict.findings.filter(({ waiver }) => waiver === null);
  return {
    id,
    decision: verdict.decision,
    policy: { name: verdict.policy.name, digest: verdict.policy.digest },
    evaluatedAt: verdict.evaluatedAt,
    environment,
    scanId,
    subjects: verdict.subjects.slice(0, subjectsShown),
    subjectCount: verdict.subjects.length,
    counts: Object.fromEntries(
      severities.map((severity) => [severity, standing.filter((finding) => finding.severity === severity).length]),
    ),
    waived: verdict.findings.length - standing.length,
  };
};
