import { withKnownBase } from '../../image/base.ts';
import { inspectImage, inspector } from '../../image/inspect.ts';
import { indexImage } from '../../incident/index-image.ts';
import { AppError } from '../../model/error.ts';
import type { ImageEvidence } from '../../model/evidence.ts';
import { instant } from '../../ports/clock.ts';
import type { ResolvedImage } from '../../ports/image-source.ts';
import { baseByLayers, saveChain } from '../../store/image-chain.ts';
import { imageObservedAt, saveImageEvidence } from '../../store/image-evidence.ts';
import { layerCache } from '../../store/layer-cache.ts';
import { readInput, readResolved, textEvidence } from '../documents.ts';
import type { ScanRecord } from '../record.ts';
import type { Step, StepContext } from '../step.ts';

type Missing = ScanRecord['missing'][number];

/** Each image's evidence is saved when it is there: after a kill only the image that was under way is inspected again, from cached layers. */
export const inspecting: Step = async (context) => {
  const missing: Missing[] = [];
  for (const image of await readResolved(context.deps.table, context.held.record)) {
    const reason = await inspectOne(context, image);
    if (reason) missing.push(reason);
  }
  await indexHandedIn(context);
  return { kind: 'next', state: 'matching', change: { missing } };
};

/** Found by its packages as an image is, so that it is judged again when an advisory appears. */
const indexHandedIn = async ({ deps, held }: StepContext): Promise<void> => {
  const { tenant, createdAt } = held.record;
  for (const one of textEvidence(await readInput(deps.table, held.record), createdAt))
    if (one.kind === 'image') await indexImage(deps.table, tenant, one);
};

const inspectOne = async (context: StepContext, image: ResolvedImage): Promise<Missing | undefined> => {
  const { deps, held, settings, signal } = context;
  const { tenant, createdAt } = held.record;
  const before = await imageObservedAt(deps.table, tenant, image.digest, inspector);
  if (before !== undefined && before >= createdAt) return undefined;
  try {
    // What a run was too short for is read layer by layer, the smallest first: each that is done is kept for the next run.
    const pace = held.record.releases > 0 ? { smallestFirst: true, limits: { layersAtOnce: 1 } } : { limits: {} };
    const { secretRules } = settings;
    const limits = { ...pace.limits, ...(secretRules && { secretRules }) };
    const cache = layerCache(deps.table, secretRules?.id);
    const seen = await inspectImage({ source: deps.images, image, cache, signal, ...pace, limits });
    const known = await baseByLayers(deps.table, tenant, image);
    const content = known ? { ...seen, base: withKnownBase(seen.base ?? null, known) } : seen;
    const { reference: ref, digest, repository, platform } = image;
    const observedAt = instant(deps.clock);
    const evidence: ImageEvidence = {
      kind: 'image',
      subject: { kind: 'image', ref, digest, repository, platform },
      inspector,
      observedAt,
      content,
    };
    // First the index: what is seen as inspected is never inspected again, and must be found by its packages.
    await indexImage(deps.table, tenant, evidence);
    await saveChain(deps.table, tenant, image);
    await saveImageEvidence(deps.table, tenant, evidence);
    return undefined;
  } catch (error) {
    // It will never be readable under this digest: the policy says what that means, and the rest of the change is judged.
    if (!(error instanceof AppError) || error.code !== 'image-unsupported') throw error;
    return { digest: image.digest, why: 'unsupported', reason: error.publicMessage };
  }
};
