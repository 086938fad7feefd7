import { inspector } from '../image/inspect.ts';
import { AppError } from '../model/error.ts';
import type { Evidence, ImageEvidence } from '../model/evidence.ts';
import type { Deps } from '../ports/deps.ts';
import { readImageEvidence } from '../store/image-evidence.ts';
import type { MissingEvidence } from '../verdict/input.ts';
import { beside, readAttached } from './attached.ts';
import { readInput, textEvidence } from './documents.ts';
import type { ScanRecord } from './record.ts';

export type ScanEvidence = { readonly evidence: readonly Evidence[]; readonly missing: readonly MissingEvidence[] };

/** All that the scan knows, in the order of its subjects; what could not be inspected stands apart. */
export const readEvidence = async (deps: Pick<Deps, 'table'>, record: ScanRecord): Promise<ScanEvidence> => {
  const missing = record.subjects.flatMap((subject): MissingEvidence[] => {
    const known = record.missing.find(({ digest }) => digest === subject.digest);
    return known ? [{ subject, why: known.why, reason: known.reason }] : [];
  });
  const texts = textEvidence(await readInput(deps.table, record), record.createdAt);
  const elsewhere = new Set([...missing, ...texts].map(({ subject }) => subject.digest));
  const attached = await readAttached(deps.table, record, record.attached);
  const images: ImageEvidence[] = [];
  for (const subject of record.subjects) {
    if (subject.kind !== 'image' || elsewhere.has(subject.digest)) continue;
    const evidence = await readImageEvidence(deps.table, record.tenant, subject.digest, inspector);
    if (evidence === undefined) throw new AppError('internal', 'evidence of this scan is not there', { internal: subject.digest });
    images.push(beside({ ...evidence, subject }, attached));
  }
  return { evidence: [...images, ...texts], missing };
};
