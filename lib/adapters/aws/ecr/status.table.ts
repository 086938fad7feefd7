import type { ScanStatus } from '@aws-sdk/client-ecr';

type Meaning =
  | { readonly kind: 'complete' }
  | { readonly kind: 'pending'; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string; readonly mayStart?: boolean };

const none = (reason: string): Meaning => ({ kind: 'none', reason });
const startable = (reason: string): Meaning => ({ kind: 'none', reason, mayStart: true });

/** What each status of a scan says of its findings. Source: Amazon ECR API reference, ImageScanStatus. */
export const statuses: { readonly [status in ScanStatus]: Meaning } = {
  // Enhanced scanning never ends: the findings are those of now.
  ACTIVE: { kind: 'complete' },
  COMPLETE: { kind: 'complete' },
  IN_PROGRESS: { kind: 'pending', reason: 'the scan is under way' },
  PENDING: { kind: 'pending', reason: 'the scan has not begun' },
  FAILED: startable('the scan has failed'),
  FINDINGS_UNAVAILABLE: startable('the findings are not kept any more'),
  IMAGE_ARCHIVED: none('the image is archived and is not scanned'),
  LIMIT_EXCEEDED: none('the registry has scanned as many images as it may'),
  SCAN_ELIGIBILITY_EXPIRED: none('the image is too old to be scanned again'),
  UNSUPPORTED_IMAGE: none('the scanner does not know this kind of image'),
};

/** A status that this version has not heard of is no statement about the image. */
export const meaningOf = (status: string): Meaning =>
  isStatus(status) ? statuses[status] : none('the scanner gave a status that is not known here');

const isStatus = (status: string): status is ScanStatus => Object.hasOwn(statuses, status);
