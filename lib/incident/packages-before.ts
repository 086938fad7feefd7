import { inspector } from '../image/inspect.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Deps } from '../ports/deps.ts';
import { readImageEvidence } from '../store/image-evidence.ts';
import type { DiffKnowledge } from '../verdict/diff.ts';

/** The packages of the older verdict's images. Nothing when the evidence of one is gone: half of a list would call old packages new. */
export const packagesBefore = async (deps: Pick<Deps, 'table'>, tenant: string, before: Verdict): Promise<DiffKnowledge> => {
  const known = await packagesOf(deps, tenant, before);
  return known ? { packagesBefore: known } : {};
};

/** The same of both verdicts, as far as their evidence is there. */
export const packagesAround = async (
  deps: Pick<Deps, 'table'>,
  tenant: string,
  before: Verdict,
  after: Verdict,
): Promise<DiffKnowledge> => {
  const packagesAfter = await packagesOf(deps, tenant, after);
  return { ...(await packagesBefore(deps, tenant, before)), ...(packagesAfter && { packagesAfter }) };
};

const packagesOf = async (deps: Pick<Deps, 'table'>, tenant: string, { subjects }: Verdict): Promise<ReadonlySet<string> | undefined> => {
  const known = new Set<string>();
  for (const { kind, digest } of subjects) {
    if (kind !== 'image') continue;
    const evidence = await readImageEvidence(deps.table, tenant, digest, inspector);
    if (evidence === undefined) return undefined;
    for (const { purl } of evidence.content.packages) known.add(purl);
  }
  return known;
};
