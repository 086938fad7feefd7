import { existsSync } from 'node:fs';
import { collectAttached } from '../image/attached/collect.ts';
import { withAttached } from '../image/attached/merge.ts';
import type { AttachedTrust } from '../image/attached/trust.ts';
import { imageEvidence } from '../image/evidence.ts';
import { inspectImage } from '../image/inspect.ts';
import { AppError } from '../model/error.ts';
import type { ImageEvidence } from '../model/evidence.ts';
import type { ImageSource, PlatformChoice, ResolvedImage } from '../ports/image-source.ts';
import type { LayerBars } from './progress.ts';
import { secretRulesFromEnvironment } from './secret-rules.ts';

/** Resolves a reference and reads each of its platforms, one after the other, with what is attached to it as far as a policy trusts that. */
export const inspectReference = async (
  source: ImageSource,
  reference: string,
  platform: PlatformChoice | undefined,
  bars: LayerBars,
  trust: AttachedTrust | null = null,
): Promise<ImageEvidence[]> => {
  const evidence: ImageEvidence[] = [];
  const rules = secretRulesFromEnvironment();
  for (const image of await resolved(source, reference, platform)) {
    const content = await inspectImage({ source, image, limits: rules ? { secretRules: rules } : {}, onProgress: bars.update });
    bars.clear();
    const attached = trust && source.attachments ? await collectAttached(source.attachments, image, trust) : null;
    evidence.push(imageEvidence(image, attached ? withAttached(content, attached) : content, new Date().toISOString()));
  }
  return evidence;
};

const local = /^(?:oci-layout|docker-archive):/;

/** What is wrong with a file or folder is said with its name, as it was given. */
const resolved = async (
  source: ImageSource,
  reference: string,
  platform: PlatformChoice | undefined,
): Promise<readonly ResolvedImage[]> => {
  try {
    return await source.resolve(reference, platform);
  } catch (error) {
    if (
      !(error instanceof AppError) ||
      !(local.test(reference) || existsSync(reference)) ||
      error.publicMessage.includes(reference.replace(local, ''))
    )
      throw error;
    const { code, publicMessage, places, internal } = error;
    const more = { places, cause: error, ...(internal !== undefined && { internal }) };
    throw new AppError(code, `${reference.replace(local, '')}: ${publicMessage}`, more);
  }
};
