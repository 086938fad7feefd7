import type { DescribeImageScanFindingsCommandOutput } from '@aws-sdk/client-ecr';
import { AppError } from '../../../model/error.ts';
import type { VendorFinding, VendorReport } from '../../../model/vendor.ts';
import type { VendorFindings, VendorImage } from '../../../ports/vendor-findings.ts';
import { exceptionName, failureOf } from '../failure.ts';
import type { EcrClients } from './client.ts';
import { basicFinding, enhancedFinding } from './finding.ts';
import { type EcrRegistry, ecrRegistryOf } from './registry-host.ts';
import { startEcrScan } from './start.ts';
import { meaningOf } from './status.table.ts';

export type EcrFindingsOptions = {
  readonly clients: EcrClients;
  readonly hosts?: { readonly [host: string]: EcrRegistry };
  /** Whether this service may ask ECR to scan an image that it has not scanned. Basic scanning allows one a day and image. */
  readonly startScans?: boolean;
};

// Enhanced scanning gives at most 100 a page, whatever is asked for; no image has a million findings.
const mostPages = 1_000;

export const ecrFindings = ({ clients, hosts, startScans = false }: EcrFindingsOptions): VendorFindings => ({
  knows: (registry) => ecrRegistryOf(registry, hosts) !== undefined,
  find: async (image) => {
    const registry = ecrRegistryOf(image.registry, hosts);
    if (registry === undefined) return { kind: 'none', status: 'NOT_ECR', reason: 'the registry is not one of ECR' };
    try {
      return await readReport(clients, registry, image);
    } catch (error) {
      return reportOf(error, image);
    }
  },
  start: async (image) => {
    const registry = ecrRegistryOf(image.registry, hosts);
    if (registry === undefined || !startScans)
      return { kind: 'refused', status: 'NOT_ALLOWED', reason: 'this service may not start scans there' };
    return startEcrScan(clients, registry, image);
  },
});

/** What an error says about the image's scan; all others are thrown as ours. */
const reportOf = (error: unknown, { repository, digest }: VendorImage): VendorReport => {
  switch (exceptionName(error)) {
    case 'ScanNotFoundException':
      return { kind: 'none', status: 'NOT_SCANNED', reason: 'the registry has not scanned this image', mayStart: true };
    case 'ImageNotFoundException':
    case 'RepositoryNotFoundException':
      throw new AppError('image-not-found', `ECR has no image ${digest} in ${repository}`, { cause: error });
    case 'AccessDeniedException':
      throw new AppError('registry-unauthorized', 'ECR refuses its findings to this service', { cause: error, internal: String(error) });
    default:
      throw failureOf('ECR', error);
  }
};

const readReport = async (clients: EcrClients, registry: EcrRegistry, image: VendorImage): Promise<VendorReport> => {
  const pages = await readPages(clients, registry, image);
  const status = pages[0]?.imageScanStatus?.status ?? 'UNKNOWN';
  const meaning = meaningOf(status);
  if (meaning.kind !== 'complete') return { ...meaning, status };
  const enhanced = pages.flatMap((page) => page.imageScanFindings?.enhancedFindings ?? []);
  const basic = pages.flatMap((page) => page.imageScanFindings?.findings ?? []);
  return {
    kind: 'complete',
    source: status === 'ACTIVE' || enhanced.length > 0 ? 'ecr-enhanced' : 'ecr-basic',
    status,
    completedAt: pages[0]?.imageScanFindings?.imageScanCompletedAt?.toISOString() ?? null,
    findings: [...basic.map(basicFinding), ...enhanced.flatMap((found): VendorFinding[] => optional(enhancedFinding(found)))],
  };
};

const optional = <T>(value: T | undefined): T[] => (value === undefined ? [] : [value]);

const readPages = async (
  clients: EcrClients,
  { account, region }: EcrRegistry,
  { repository, digest }: VendorImage,
): Promise<readonly DescribeImageScanFindingsCommandOutput[]> => {
  const { DescribeImageScanFindingsCommand } = await import('@aws-sdk/client-ecr');
  const client = await clients(region, account);
  const input = { registryId: account, repositoryName: repository, imageId: { imageDigest: digest }, maxResults: 1_000 };
  const pages: DescribeImageScanFindingsCommandOutput[] = [];
  for (let nextToken: string | undefined; pages.length < mostPages; ) {
    const page = await client.send(new DescribeImageScanFindingsCommand({ ...input, ...(nextToken && { nextToken }) }));
    pages.push(page);
    nextToken = page.nextToken;
    if (!nextToken) return pages;
  }
  throw new AppError('unavailable', 'ECR gives findings without an end');
};
