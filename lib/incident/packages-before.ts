import { inspector } from '../image/inspect.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Deps } from '../ports/deps.ts';
import { readImageEvidence } from '../store/image-evidence.ts';
import type { DiffKnowledge } from '../verdict/diff.ts';

/** The packages of an older verdict's images. Nothing when the evidence of one is gone: half of a list would call old packages new. */
export const packagesBefore = async (deps: Pick<Deps, 'table'>, tenant: string, { subjects }: Verdict): Promise<DiffKnowledge> => {
  const known = new Set<string>();
  for (const { kind, digest } of subjects) {
    if (kind !== 'image') continue;
    const evidence = await readImageEvidence(deps.table, tenant, digest, inspector);
    if (evidence === undefined) return {};
    for (const { purl } of evidence.content.packages) known.add(purl);
  }
  return { packagesBefore: known };
};
