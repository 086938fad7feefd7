import type { AdvisoryMatches } from '../../model/evidence.ts';
import { instant } from '../../ports/clock.ts';
import { saveDocument } from '../../store/document.ts';
import { keys } from '../../store/keys.ts';
import { beside, indexAttached, observeAttached, readAttached } from '../attached.ts';
import { readEvidence, type ScanEvidence } from '../evidence.ts';
import { policiesOf } from '../judge.ts';
import type { Step, StepContext, StepOutcome } from '../step.ts';
import { observeVendor, vendorImages } from '../vendor.ts';

/** The matches are kept with the scan, so that judging again after a kill sees the same advisories. */
export const matching: Step = async (context) => {
  const { deps, settings, held } = context;
  // A step that is taken again starts from what the layers show.
  const seen = await readEvidence(deps, { ...held.record, attached: null });
  const wait = await observeRegistries(context, seen);
  if (wait) return wait;
  const { tenant, id, images } = held.record;
  const attached = images.length === 0 ? null : await observeAttached(context, await policiesOf(settings.judging, held.record, seen));
  const found = await readAttached(deps.table, held.record, attached);
  const evidence = seen.evidence.map((one) => (one.kind === 'image' ? beside(one, found) : one));
  await indexAttached(deps.table, tenant, evidence);
  const matched: AdvisoryMatches[] = [];
  for (const [subject, one] of evidence.entries()) if (one.kind === 'image') matched.push(await settings.judging.advisories(one, subject));
  const matches = await saveDocument(
    deps.table,
    keys.scanStep(tenant, id, 'matches'),
    matched.map((one) => ({ ...one })),
  );
  return { kind: 'next', state: 'judging', change: { matches, attached } };
};

/** What the registries' own scanners say is asked for here. Gives when to come back for it: for as long as the policy wants it waited for. */
const observeRegistries = async ({ deps, settings, held }: StepContext, seen: ScanEvidence): Promise<StepOutcome | undefined> => {
  const { vendor } = settings.judging;
  const { tenant, vendorSince } = held.record;
  const images = vendorImages(
    vendor,
    seen.evidence.map(({ subject }) => subject),
  );
  if (vendor === undefined || images.length === 0) return undefined;
  let isPending = false;
  for (const { image } of images) if ((await observeVendor(deps, vendor, tenant, image)).kind === 'pending') isPending = true;
  if (!isPending) return undefined;
  const policies = await policiesOf(settings.judging, held.record, seen);
  const longestSeconds = Math.max(...policies.map(({ registryFindings }) => registryFindings.waitSeconds));
  const now = deps.clock.now();
  const waitedMs = vendorSince === null ? 0 : now - Date.parse(vendorSince);
  const leftMs = Math.min(longestSeconds * 1000 - waitedMs, Date.parse(held.record.deadlineAt) - now - judgingMs);
  if (leftMs <= 0) return undefined;
  const afterSeconds = Math.ceil(Math.min(leftMs, backOffMs(waitedMs)) / 1000);
  return { kind: 'wait', afterSeconds, change: { vendorSince: vendorSince ?? instant(deps.clock) } };
};

/** Kept free of the scan's time for what comes after the wait. */
const judgingMs = 60_000;

/** Half of what was waited already: most scans end within a minute, and those that do not are asked for more and more seldom. */
const backOffMs = (waitedMs: number): number => Math.min(60_000, Math.max(5_000, waitedMs / 2));
