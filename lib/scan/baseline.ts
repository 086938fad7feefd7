import { listVerdicts } from '../history/list.ts';
import type { VerdictSummary } from '../history/summary.ts';
import { inspector } from '../image/inspect.ts';
import { parseReference, referenceText, repositoryOf } from '../image/reference.ts';
import type { Caller } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import type { ImageEvidence } from '../model/evidence.ts';
import type { Deps } from '../ports/deps.ts';
import { readImageEvidence } from '../store/image-evidence.ts';
import { type Baseline, baselineOf } from '../verdict/baseline.ts';
import type { BaselineQuestion, Judging } from './step.ts';

const caller = (tenant: string): Caller => ({
  tenant,
  actor: { kind: 'system', job: 'baseline' },
  scopes: ['verdict:read'],
  requestId: 'baseline',
});

/** Older verdicts than these say little about what is there now. */
const mostVerdicts = 200;

/**
 * The image that this one is measured against: by `previous` the last of its repository that was let through before, so that what was refused
 * once does not become usual by being pushed again; by a reference, what was last seen of it. Undefined when none was judged.
 */
export const storedBaseline =
  (deps: Pick<Deps, 'table'>, matchesOf: Judging['advisories']) =>
  async (question: BaselineQuestion): Promise<Baseline | undefined> => {
    const { tenant, subject, image, named, before } = question;
    const digest = named === 'previous' ? await lastPassed(deps, tenant, image, before) : await lastSeen(deps, tenant, image, named);
    const evidence = digest && (await readImageEvidence(deps.table, tenant, digest, inspector));
    return evidence && baselineOf(subject, evidence, await matchesOf(evidence, subject));
  };

const lastPassed = (deps: Pick<Deps, 'table'>, tenant: string, { subject }: ImageEvidence, before: string): Promise<Digest | undefined> =>
  firstOf(deps, tenant, { repository: subject.repository, until: Date.parse(before) }, ({ decision, subjects }) => {
    if (decision !== 'allow' && decision !== 'warn') return undefined;
    const other = subjects.find((each) => each.kind === 'image' && each.repository === subject.repository && isSamePlatform(each, subject));
    return other?.digest === subject.digest ? undefined : other?.digest;
  });

const isSamePlatform = (a: VerdictSummary['subjects'][number], b: ImageEvidence['subject']): boolean =>
  a.kind === 'image' && a.platform.os === b.platform.os && a.platform.architecture === b.platform.architecture;

const lastSeen = async (
  deps: Pick<Deps, 'table'>,
  tenant: string,
  { subject }: ImageEvidence,
  named: string,
): Promise<Digest | undefined> => {
  const reference = parseReference(named);
  const text = referenceText(reference);
  // The one that is named brings nothing new to itself, the first time too.
  if (subject.ref === text || subject.digest === reference.digest) return subject.digest;
  return firstOf(deps, tenant, { repository: repositoryOf(reference) }, ({ subjects }) => {
    const found = subjects.find((each) => each.kind === 'image' && (each.digest === reference.digest || each.ref === text));
    return found?.digest;
  });
};

const firstOf = async (
  deps: Pick<Deps, 'table'>,
  tenant: string,
  filter: { readonly repository: string; readonly until?: number },
  wanted: (summary: VerdictSummary) => Digest | undefined,
): Promise<Digest | undefined> => {
  let seen = 0;
  let page = await listVerdicts(deps, caller(tenant), { ...filter, limit: 50 });
  for (;;) {
    for (const summary of page.items) {
      const digest = wanted(summary);
      if (digest !== undefined) return digest;
    }
    seen += 50;
    if (page.next === undefined || seen >= mostVerdicts) return undefined;
    page = await listVerdicts(deps, caller(tenant), { ...filter, limit: 50, after: page.next });
  }
};
