import { inspector } from '../image/inspect.ts';
import type { Caller } from '../model/actor.ts';
import type { SourceFile } from '../model/evidence.ts';
import type { Subject } from '../model/subject.ts';
import type { Verdict } from '../model/verdict.ts';
import { isForeignId } from '../policy/foreign/id.ts';
import { judgingPolicy } from '../policy-version/judging.ts';
import type { Deps } from '../ports/deps.ts';
import type { RenderContext, Report, TrendPoint } from '../report/report.ts';
import { readInput } from '../scan/documents.ts';
import { readScan } from '../scan/store.ts';
import { readImageEvidence } from '../store/image-evidence.ts';
import type { StoredVerdict } from './get.ts';
import { readVerdictTexts } from './input.ts';
import { listVerdicts } from './list.ts';
import type { VerdictSummary } from './summary.ts';

type Reader = { readonly deps: Pick<Deps, 'table'>; readonly caller: Caller };
type Shown = Pick<RenderContext, 'sources' | 'layers' | 'trend' | 'checked' | 'rules'>;

/** What a report shows beside a verdict, read for those that show it. What is gone is left out: each part makes a report richer and none is needed. */
export const readShown = async (reader: Reader, { summary, verdict }: StoredVerdict, { uses = [] }: Report): Promise<Shown> => ({
  ...(uses.includes('sources') && { sources: await sourcesOf(reader, summary) }),
  ...(uses.includes('layers') && { layers: await layersOf(reader, verdict) }),
  ...(uses.includes('checked') && { checked: await checkedOf(reader, verdict) }),
  ...(uses.includes('rules') && (await foreignRulesOf(reader, verdict))),
  ...(uses.includes('trend') && { trend: await trendOf(reader, summary) }),
});

const sourcesOf = async ({ deps, caller }: Reader, summary: VerdictSummary): Promise<readonly SourceFile[]> => {
  const scan = summary.scanId === null ? undefined : await readScan(deps, caller.tenant, summary.scanId);
  const texts = scan ? await readInput(deps.table, scan.record) : await readVerdictTexts(deps, caller.tenant, summary.id);
  return texts ? [...texts.manifests, ...(texts.dockerfile ? [texts.dockerfile] : [])] : [];
};

const layersOf = async ({ deps, caller }: Reader, { subjects }: Verdict): Promise<NonNullable<Shown['layers']>> => {
  const known = await Promise.all(
    subjects.map(async ({ kind, digest }, subject) => {
      const evidence = kind === 'image' ? await readImageEvidence(deps.table, caller.tenant, digest, inspector) : undefined;
      return evidence ? [{ subject, layers: evidence.content.layers }] : [];
    }),
  );
  return known.flat();
};

const checkedOf = async ({ deps, caller }: Reader, verdict: Verdict): Promise<readonly string[]> =>
  (await judgingPolicy(deps, caller.tenant, verdict))?.rules.map(({ rule }) => rule.id) ?? [];

/** Of a verdict with none of them nothing is read. */
const foreignRulesOf = async ({ deps, caller }: Reader, verdict: Verdict): Promise<Pick<Shown, 'rules'>> => {
  if (!verdict.findings.some(({ rule }) => isForeignId(rule))) return {};
  const policy = await judgingPolicy(deps, caller.tenant, verdict);
  return policy === null ? {} : { rules: [...policy.foreign.values()] };
};

const mostPoints = 30;

/** The same change before: verdicts by the same policy, for the same environment, on images of the same repositories and texts of the same names. */
const trendOf = async ({ deps, caller }: Reader, summary: VerdictSummary): Promise<readonly TrendPoint[]> => {
  const image = summary.subjects.find((subject) => subject.kind === 'image');
  const { items } = await listVerdicts(deps, caller, {
    policy: summary.policy.name,
    ...(image && { repository: image.repository }),
    until: Date.parse(summary.evaluatedAt) + 1,
    limit: 100,
  });
  const before = items.filter((one) => one.id < summary.id && changeOf(one) === changeOf(summary)).slice(0, mostPoints - 1);
  return [...before.reverse(), summary].map(pointOf);
};

const changeOf = ({ subjects, subjectCount, environment }: VerdictSummary): string =>
  JSON.stringify([environment, subjectCount, ...subjects.map(nameOf)]);

const nameOf = (subject: Subject): string =>
  subject.kind === 'image' ? `${subject.repository} ${subject.platform.os}/${subject.platform.architecture}` : subject.ref;

const pointOf = ({ evaluatedAt, decision, counts }: VerdictSummary): TrendPoint => ({ at: evaluatedAt, decision, counts });
