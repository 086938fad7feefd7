import type { AdvisoryMatches } from '../../model/evidence.ts';
import { saveDocument } from '../../store/document.ts';
import { keys } from '../../store/keys.ts';
import { readEvidence } from '../evidence.ts';
import type { Step } from '../step.ts';

/** The matches are kept with the scan, so that judging again after a kill sees the same advisories. */
export const matching: Step = async ({ deps, settings, held }) => {
  const { evidence } = await readEvidence(deps, held.record);
  const found: AdvisoryMatches[] = [];
  for (const [subject, one] of evidence.entries()) if (one.kind === 'image') found.push(await settings.judging.advisories(one, subject));
  const { tenant, id } = held.record;
  const matches = await saveDocument(
    deps.table,
    keys.scanStep(tenant, id, 'matches'),
    found.map((one) => ({ ...one })),
  );
  return { kind: 'next', state: 'judging', change: { matches } };
};
