import { AppError } from '../../../model/error.ts';
import type { VendorImage, VendorStart } from '../../../ports/vendor-findings.ts';
import { exceptionName, failureOf } from '../failure.ts';
import type { EcrClients } from './client.ts';
import type { EcrRegistry } from './registry-host.ts';

const refused = (status: string, reason: string): VendorStart => ({ kind: 'refused', status, reason });

/** Source: Amazon ECR API reference, StartImageScan: errors. */
export const startEcrScan = async (
  clients: EcrClients,
  { account, region }: EcrRegistry,
  { repository, digest }: VendorImage,
): Promise<VendorStart> => {
  const { StartImageScanCommand } = await import('@aws-sdk/client-ecr');
  const input = { registryId: account, repositoryName: repository, imageId: { imageDigest: digest } };
  try {
    await (await clients(region, account)).send(new StartImageScanCommand(input));
    return { kind: 'started' };
  } catch (error) {
    return startOutcome(error);
  }
};

const startOutcome = (error: unknown): VendorStart => {
  switch (exceptionName(error)) {
    case 'LimitExceededException':
      return refused('LIMIT_EXCEEDED', 'the registry scans an image once in 24 hours, or has scanned as many as it may today');
    case 'UnsupportedImageTypeException':
      return refused('UNSUPPORTED_IMAGE', 'the scanner does not know this kind of image');
    // Enhanced scanning cannot be asked for: it comes by itself, or the registry's filters leave the repository out.
    case 'ValidationException':
      return refused('NOT_STARTED', 'the registry does not take requests to scan: its own rules say what it scans');
    case 'ImageNotFoundException':
    case 'RepositoryNotFoundException':
      throw new AppError('image-not-found', 'ECR does not have this image', { cause: error });
    case 'AccessDeniedException':
      throw new AppError('registry-unauthorized', 'ECR refuses to scan for this service', { cause: error, internal: String(error) });
    default:
      throw failureOf('ECR', error);
  }
};
