import { type Attached, collectAttached, nothingAttached } from '../image/attached/collect.ts';
import { withAttached } from '../image/attached/merge.ts';
import type { TrustedRoot } from '../image/attached/root.ts';
import type { AttachedTrust } from '../image/attached/trust.ts';
import { indexImage } from '../incident/index-image.ts';
import type { Digest } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import type { Evidence, ImageEvidence } from '../model/evidence.ts';
import { isObject } from '../model/json.ts';
import { attachedTrustOf, trustsIdentities } from '../policy/attached.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { ResolvedImage } from '../ports/image-source.ts';
import type { Table } from '../ports/table.ts';
import { loadDocument, type SavedDocument, saveDocument } from '../store/document.ts';
import { keys } from '../store/keys.ts';
import { readResolved } from './documents.ts';
import { isPassing } from './failure.ts';
import type { ScanRecord } from './record.ts';
import type { StepContext } from './step.ts';

/** By what was asked for: the same image has other things attached in another repository, and another index. */
type AttachedTo = ReadonlyMap<string, Attached>;

const placeOf = (reference: string, digest: Digest): string => `${digest} ${reference}`;

/** How often a registry that does not answer is asked before the scan goes on without, and says so. */
const mostAttempts = 3;

/**
 * Reads what is attached to the scan's images, as far as its policies trust any, and keeps it with the scan: what is judged again is judged from the same.
 * null: no policy trusts any. Throws AppError where asking again may help.
 */
export const observeAttached = async (context: StepContext, policies: readonly CompiledPolicy[]): Promise<SavedDocument | null> => {
  const { deps, held } = context;
  const asked = attachedTrustOf(policies);
  if (asked === null) return null;
  const root = await rootFor(context, asked);
  const trust = root ? { ...asked, root } : asked;
  const { tenant, id, missing } = held.record;
  const unread = new Set<string>(missing.map(({ digest }) => digest));
  const found: Kept[] = [];
  for (const image of await readResolved(deps.table, held.record)) {
    const { reference, digest } = image;
    if (!unread.has(digest)) found.push({ reference, digest, attached: await attachedTo(context, image, trust) });
  }
  return saveDocument(deps.table, keys.scanStep(tenant, id, 'attached'), found);
};

/** Whose signatures are is asked again by policies to come, which may trust identities; where none does yet, a root that cannot be had stops nothing. */
const rootFor = async ({ settings }: StepContext, asked: AttachedTrust): Promise<TrustedRoot | undefined> => {
  if (trustsIdentities(asked)) return settings.trustedRoot?.();
  return asked.signatures?.length ? settings.trustedRoot?.().catch(() => undefined) : undefined;
};

const attachedTo = async ({ deps, held, signal }: StepContext, image: ResolvedImage, trust: AttachedTrust): Promise<Attached> => {
  if (deps.images.attachments === undefined) return nothingAttached(image, trust, 'nothing can be attached where the image comes from');
  try {
    return await collectAttached(deps.images.attachments, image, trust, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
    if ((error.retryAfterSeconds !== undefined || isPassing(error.code)) && held.record.attempt < mostAttempts) throw error;
    return nothingAttached(image, trust, `what is attached to the image could not be read: ${error.publicMessage}`, error.code);
  }
};

export const readAttached = async (table: Table, { tenant, id }: ScanRecord, saved: SavedDocument | null): Promise<AttachedTo> => {
  if (saved === null) return new Map();
  const value = await loadDocument(table, keys.scanStep(tenant, id, 'attached'), saved);
  if (isAttached(value))
    return new Map(
      value.map(({ reference, digest, attached }) => [reference === undefined ? digest : placeOf(reference, digest), attached]),
    );
  throw new AppError('internal', 'what was attached to the images is not there', { internal: id });
};

/** `reference` is absent of what was kept before it was. */
type Kept = { readonly reference?: string; readonly digest: Digest; readonly attached: Attached };

/** Holds because this document is written by `observeAttached` alone. */
const isAttached = (value: unknown): value is readonly Kept[] =>
  Array.isArray(value) && value.every((one) => isObject(one) && 'digest' in one && 'attached' in one);

export const beside = (evidence: ImageEvidence, attached: AttachedTo): ImageEvidence => {
  const { ref, digest } = evidence.subject;
  const found = attached.get(placeOf(ref, digest)) ?? attached.get(digest);
  return found ? { ...evidence, content: withAttached(evidence.content, found) } : evidence;
};

/** What only a bill of materials names is found as what a layer shows is. */
export const indexAttached = async (table: Table, tenant: string, evidence: readonly Evidence[]): Promise<void> => {
  for (const one of evidence) {
    if (one.kind !== 'image' || !one.content.attached?.length) continue;
    const packages = one.content.packages.filter(({ confidence }) => confidence === 'attached');
    await indexImage(table, tenant, { ...one, content: { ...one.content, packages } });
  }
};
