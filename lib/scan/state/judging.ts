import { recordVerdict } from '../../history/record.ts';
import { readMatches } from '../documents.ts';
import { readEvidence } from '../evidence.ts';
import { judgeScan } from '../judge.ts';
import { closeLease } from '../lease.ts';
import type { ScanRecord } from '../record.ts';
import type { Step } from '../step.ts';
import { putScan } from '../store.ts';
import { readVendor } from '../vendor.ts';

/** The verdict and the scan's end are one transaction: however often this step runs, one verdict is recorded. */
export const judging: Step = async ({ deps, settings, held }) => {
  const { record } = held;
  const { tenant, id, environment, requestId } = record;
  const seen = await readEvidence(deps, record);
  const advisories = await readMatches(deps.table, record);
  const vendor = await readVendor(
    deps,
    settings.judging.vendor,
    tenant,
    seen.evidence.map(({ subject }) => subject),
  );
  const now = deps.clock.now();
  const verdict = await judgeScan(settings.judging, record, { ...seen, advisories, vendor, now });
  const end = endOf(record);
  const result = await recordVerdict(deps, { tenant, verdict, environment, scanId: id, requestId }, (summary) => [
    putScan(held, { ...end, updatedAt: new Date(now).toISOString(), verdictId: summary.id, decision: summary.decision, attempt: 0 }),
    closeLease(tenant, id),
  ]);
  return { kind: result.kind === 'recorded' ? 'written' : 'conflict' };
};

const endOf = ({ missing }: ScanRecord): Pick<ScanRecord, 'state' | 'reason'> => {
  const [first] = missing;
  return first
    ? { state: 'unsupported', reason: { code: 'image-unsupported', message: first.reason } }
    : { state: 'succeeded', reason: null };
};
