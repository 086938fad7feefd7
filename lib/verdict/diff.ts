import type { NotEvaluated } from '../model/finding.ts';
import type { Subject } from '../model/subject.ts';
import { platformText } from '../model/subject.ts';
import type { JudgedFinding, Verdict } from '../model/verdict.ts';
import { vulnerabilityRule } from './vulnerability.ts';

export const diffStatuses = ['introduced', 'newly-disclosed', 'fixed', 'no-longer-observed', 'waived', 'still-there'] as const;
/** `introduced` and `fixed` are the change's doing; `newly-disclosed` and `no-longer-observed` came about without it. */
export type DiffStatus = (typeof diffStatuses)[number];

export type DiffEntry = {
  readonly status: DiffStatus;
  readonly reason: DiffReason;
  /** As the newer verdict has it; a finding that is gone, as the older one had it. */
  readonly finding: JudgedFinding;
};
export type DiffReason =
  | 'content-changed'
  | 'same-content'
  | 'published-since'
  | 'package-was-there'
  | 'package-still-there'
  | 'subject-new'
  | 'subject-gone'
  | 'not-evaluated'
  | 'policy-changed'
  | 'waiver-added'
  | 'waiver-ended'
  | 'unchanged';

export type VerdictDiff = {
  readonly from: Pick<Verdict, 'decision' | 'evaluatedAt' | 'policy'>;
  readonly to: Pick<Verdict, 'decision' | 'evaluatedAt' | 'policy'>;
  readonly counts: { readonly [status in DiffStatus]: number };
  readonly entries: readonly DiffEntry[];
};

/**
 * What is known beside the two verdicts: the packages (purls) that the images of each had. With them an old package's new issue is told from a new
 * package's, and an issue that was taken back from one that was fixed.
 */
export type DiffKnowledge = { readonly packagesBefore?: ReadonlySet<string>; readonly packagesAfter?: ReadonlySet<string> };

export const diffVerdicts = (before: Verdict, after: Verdict, known: DiffKnowledge = {}): VerdictDiff => {
  const older = indexFindings(before);
  const newer = indexFindings(after);
  const entries = [
    ...[...newer].map(([key, finding]) => entryNow(finding, older.get(key), before, after, known)),
    ...[...older].flatMap(([key, finding]) => (newer.has(key) ? [] : [entryGone(finding, before, after, known)])),
  ];
  return { from: headOf(before), to: headOf(after), counts: countOf(entries), entries };
};

const headOf = ({ decision, evaluatedAt, policy }: Verdict): VerdictDiff['from'] => ({ decision, evaluatedAt, policy });

/** Images are paired by repository and platform, since their digests differ from build to build. */
const pairKey = (subject: Subject): string =>
  subject.kind === 'image'
    ? `image ${subject.repository} ${platformText(subject.platform)}`
    : subject.kind === 'dockerfile'
      ? `dockerfile ${subject.ref}`
      : 'manifests';

const subjectOf = (verdict: Verdict, finding: JudgedFinding): Subject | undefined => verdict.subjects[finding.subject];

const partnerOf = (subject: Subject | undefined, other: Verdict): Subject | undefined =>
  subject && other.subjects.find((candidate) => pairKey(candidate) === pairKey(subject));

const indexFindings = (verdict: Verdict): ReadonlyMap<string, JudgedFinding> =>
  new Map(
    verdict.findings.map((finding) => {
      const subject = subjectOf(verdict, finding);
      return [`${subject ? pairKey(subject) : finding.subject} ${finding.fingerprint}`, finding];
    }),
  );

const entryNow = (
  finding: JudgedFinding,
  old: JudgedFinding | undefined,
  before: Verdict,
  after: Verdict,
  known: DiffKnowledge,
): DiffEntry => {
  if (!old) return { ...whyNew(finding, before, after, known), finding };
  if (finding.waiver && !old.waiver) return { status: 'waived', reason: 'waiver-added', finding };
  return { status: 'still-there', reason: old.waiver && !finding.waiver ? 'waiver-ended' : 'unchanged', finding };
};

const whyNew = (finding: JudgedFinding, before: Verdict, after: Verdict, known: DiffKnowledge): Pick<DiffEntry, 'status' | 'reason'> => {
  const subject = subjectOf(after, finding);
  const partner = partnerOf(subject, before);
  if (!partner) return { status: 'introduced', reason: 'subject-new' };
  // The same bytes cannot have got worse: a rule, the policy or an advisory is new.
  if (partner.digest === subject?.digest) return { status: 'newly-disclosed', reason: 'same-content' };
  if (finding.rule !== vulnerabilityRule) return { status: 'introduced', reason: 'content-changed' };
  if (known.packagesBefore?.has(finding.package?.purl ?? '')) return { status: 'newly-disclosed', reason: 'package-was-there' };
  const published = Date.parse(finding.vulnerability?.published ?? '');
  const isSince = known.packagesBefore === undefined && published > Date.parse(before.evaluatedAt);
  return isSince ? { status: 'newly-disclosed', reason: 'published-since' } : { status: 'introduced', reason: 'content-changed' };
};

const entryGone = (finding: JudgedFinding, before: Verdict, after: Verdict, known: DiffKnowledge): DiffEntry => {
  const subject = subjectOf(before, finding);
  const partner = partnerOf(subject, after);
  if (!partner) return { status: 'no-longer-observed', reason: 'subject-gone', finding };
  if (isNewGap(finding, before, after, after.subjects.indexOf(partner)))
    return { status: 'no-longer-observed', reason: 'not-evaluated', finding };
  // The very package in the very version: nobody has mended it, the advisories say otherwise now.
  const isStill = finding.rule === vulnerabilityRule && known.packagesAfter?.has(finding.package?.purl ?? '') === true;
  if (partner.digest !== subject?.digest && isStill) return { status: 'no-longer-observed', reason: 'package-still-there', finding };
  if (partner.digest !== subject?.digest) return { status: 'fixed', reason: 'content-changed', finding };
  const isSamePolicy = before.policy.digest === after.policy.digest;
  return { status: 'no-longer-observed', reason: isSamePolicy ? 'same-content' : 'policy-changed', finding };
};

/** What could not be looked up before either did not hide the finding then, and does not now: an image that has a gap for ever must see its fixes. */
const isNewGap = ({ rule, subject }: JudgedFinding, before: Verdict, after: Verdict, index: number): boolean => {
  const known = new Set(before.notEvaluated.filter((gap) => gap.rule === rule && gap.subject === subject).map(gapKey));
  return after.notEvaluated.some((gap) => gap.rule === rule && gap.subject === index && !known.has(gapKey(gap)));
};

/** Without the count of what it concerns, which changes with any package. */
const gapKey = ({ reason, object = '', container = '' }: NotEvaluated): string =>
  [object, container, reason.replace(/ \(\d+ packages?\)$/, '').replace(/^\d+ packages/, 'packages')].join('\n');

const countOf = (entries: readonly DiffEntry[]): VerdictDiff['counts'] => {
  const count = (status: DiffStatus): number => entries.filter((entry) => entry.status === status).length;
  return {
    introduced: count('introduced'),
    'newly-disclosed': count('newly-disclosed'),
    fixed: count('fixed'),
    'no-longer-observed': count('no-longer-observed'),
    waived: count('waived'),
    'still-there': count('still-there'),
  };
};
