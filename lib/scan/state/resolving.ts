import { AppError } from '../../model/error.ts';
import type { Subject } from '../../model/subject.ts';
import type { ResolvedImage } from '../../ports/image-source.ts';
import { saveDocument } from '../../store/document.ts';
import { keys } from '../../store/keys.ts';
import { readInput, textEvidence } from '../documents.ts';
import { platformOf } from '../input.ts';
import type { Step, StepContext } from '../step.ts';

/** A verdict and its places, three for each subject, go into one transaction of 100 actions. */
const mostSubjects = 30;

/** Tags become digests here, once; all that follows uses the digests. */
export const resolving: Step = async (context) => {
  const { deps, held } = context;
  const { tenant, id } = held.record;
  const images = await resolveAll(context);
  const texts = textEvidence(await readInput(deps.table, held.record), held.record.createdAt);
  const subjects = [...images.map(subjectOf), ...texts.map(({ subject }) => subject)];
  if (subjects.length > mostSubjects) throw new AppError('too-large', `a scan has at most ${mostSubjects} subjects, platforms included`);
  const resolved = await saveDocument(
    deps.table,
    keys.scanStep(tenant, id, 'resolved'),
    images.map((image) => ({ ...image })),
  );
  return { kind: 'next', state: 'inspecting', change: { subjects, resolved } };
};

const resolveAll = async ({ deps, held, signal }: StepContext): Promise<readonly ResolvedImage[]> => {
  const found: ResolvedImage[] = [];
  for (const { reference, platform } of held.record.images) {
    const choice = platform === null ? undefined : platform === 'all' ? platform : platformOf(platform);
    found.push(...(await deps.images.resolve(reference, choice, signal)));
  }
  return found;
};

const subjectOf = ({ reference, digest, repository, platform }: ResolvedImage): Subject => ({
  kind: 'image',
  ref: reference,
  digest,
  repository,
  platform,
});
