import type { Decision, Reason, Verdict } from '../model/verdict.ts';
import { decide, nothingFound, sortReasons, withoutSubjects } from '../verdict/reason.ts';
import { countedMessage, isCounted } from '../verdict/reason-text.ts';

export type SubjectDecision = { readonly decision: Decision; readonly reasons: readonly Reason[] };

/**
 * A verdict as far as one part of the change goes, by the places where it stands among the subjects: a gate that asks about the image alone
 * is not told the manifests' findings. What cannot be laid to a part counts for each, so this is never better than the truth.
 */
export const subjectDecision = (verdict: Verdict, places: readonly number[]): SubjectDecision => {
  if (verdict.subjects.length === 1) return { decision: verdict.decision, reasons: verdict.reasons };
  const covered = coveredBy(verdict, places);
  const own = verdict.reasons.flatMap((reason) => ownReason(reason, covered));
  const reasons = own.length > 0 ? sortReasons(own) : [nothingFound];
  return { decision: decide(reasons), reasons };
};

/** Several sets of manifests are judged together and the first stands for all, so each answers for what was found there. */
const coveredBy = ({ subjects }: Verdict, places: readonly number[]): ReadonlySet<number> => {
  const isManifests = places.some((place) => subjects[place]?.kind === 'manifests');
  return new Set(isManifests ? [...places, subjects.findIndex(({ kind }) => kind === 'manifests')] : places);
};

const ownReason = (reason: Reason, covered: ReadonlySet<number>): readonly Reason[] => {
  if (!reason.subjects) return [reason];
  const count = reason.subjects.filter(({ subject }) => covered.has(subject)).reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return [];
  const told = withoutSubjects(reason);
  return [isCounted(told.code) ? { ...told, count, message: countedMessage(told.code, told.effect, count) } : told];
};
