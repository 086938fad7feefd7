import { AppError } from '../model/error.ts';
import type { Subject } from '../model/subject.ts';
import type { VendorEvidence, VendorReport } from '../model/vendor.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import type { VendorFindings, VendorImage } from '../ports/vendor-findings.ts';
import { readVendorReport, saveVendorReport } from '../store/vendor-report.ts';

type ImageSubject = Subject & { readonly kind: 'image' };
type VendorDeps = Pick<Deps, 'table' | 'clock' | 'log'>;

/** Basic scanning takes one request a day and image. Source: Amazon ECR user guide, scanning images. */
const scanAgainMs = 24 * 60 * 60_000;

/** Images whose registry has a scanner of its own, with their places among the subjects. */
export const vendorImages = (
  vendor: VendorFindings | undefined,
  subjects: readonly Subject[],
): readonly { readonly subject: number; readonly image: ImageSubject }[] =>
  subjects.flatMap((image, subject) => (image.kind === 'image' && vendor?.knows(vendorImage(image).registry) ? [{ subject, image }] : []));

const vendorImage = ({ repository, digest }: ImageSubject): VendorImage => {
  const slash = repository.indexOf('/');
  return { registry: repository.slice(0, Math.max(slash, 0)), repository: repository.slice(slash + 1), digest };
};

/**
 * Asks the registry about an image and keeps the answer. A scan is asked for where there is none. It never throws for what the registry does: a
 * registry that cannot answer leaves a state with a reason, and our own findings stand.
 */
export const observeVendor = async (
  deps: VendorDeps,
  vendor: VendorFindings,
  tenant: string,
  image: ImageSubject,
): Promise<VendorReport> => {
  const asked = await ask(deps, vendor, vendorImage(image));
  // While it scans anew, or cannot answer, what it said before still holds; its age is in it.
  const before = asked.kind === 'pending' ? await readVendorReport(deps.table, tenant, image) : undefined;
  if (before?.report.kind === 'complete') return before.report;
  await saveVendorReport(deps.table, tenant, image, { observedAt: instant(deps.clock), report: asked });
  return asked;
};

const ask = async (deps: VendorDeps, vendor: VendorFindings, image: VendorImage): Promise<VendorReport> => {
  try {
    return await withScan(deps, vendor, image, await vendor.find(image));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    deps.log.error('registry findings not read', { ...image, code: error.code, error: error.internal });
    const { code, publicMessage: reason } = error;
    const isPassing = code === 'unavailable' || code === 'timed-out' || code === 'registry-rate-limited';
    return { kind: isPassing ? 'pending' : 'none', status: code.toUpperCase().replaceAll('-', '_'), reason };
  }
};

const withScan = async (deps: VendorDeps, vendor: VendorFindings, image: VendorImage, report: VendorReport): Promise<VendorReport> => {
  const isOld = report.kind === 'complete' && report.source === 'ecr-basic' && isOlder(report.completedAt, deps.clock.now());
  if (!isOld && !(report.kind === 'none' && report.mayStart)) return report;
  const start = await vendor.start(image);
  // An old result is better than none; the event that ends the new scan has the image judged again.
  if (report.kind === 'complete') return report;
  if (start.kind === 'started') return { kind: 'pending', status: 'STARTED', reason: 'a scan was asked for' };
  if (start.status === 'NOT_ALLOWED') return report;
  return { kind: 'none', status: start.status, reason: `${report.reason}; ${start.reason}` };
};

const isOlder = (completedAt: string | null, now: number): boolean => completedAt !== null && now - Date.parse(completedAt) > scanAgainMs;

/** What the registries last said of a change's images. */
export const readVendor = async (
  deps: Pick<Deps, 'table'>,
  vendor: VendorFindings | undefined,
  tenant: string,
  subjects: readonly Subject[],
): Promise<readonly VendorEvidence[]> => {
  const found: VendorEvidence[] = [];
  for (const { subject, image } of vendorImages(vendor, subjects)) {
    const stored = await readVendorReport(deps.table, tenant, image);
    if (stored) found.push({ subject, ...stored });
  }
  return found;
};
