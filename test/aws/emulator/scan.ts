import { CreateRepositoryCommand, ECRClient, PutImageCommand, StartImageScanCommand } from '@aws-sdk/client-ecr';

const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const account = '123456789012';
const scansAt = (): string => process.env['EMULATOR_SCANS_URL'] ?? '';

type Found = { readonly name: string; readonly severity: string; readonly package: string };

/** Has the registry's scanner find this in an image that was pushed. The scanner is an emulator of its own, which is told of the image here. */
export const scanFinds = async (repositoryName: string, imageDigest: string, tag: string, found: readonly Found[]): Promise<void> => {
  const client = new ECRClient({ endpoint: scansAt() });
  await client.send(new CreateRepositoryCommand({ repositoryName })).catch(() => undefined);
  // Its layers make the image's identity for this emulator, so each has one of its own.
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType, layers: [{ digest: imageDigest, size: 1, mediaType: 'x' }] });
  await client.send(new PutImageCommand({ repositoryName, imageTag: tag, imageDigest, imageManifest }));
  const findings = found.map(({ name, severity, package: value }) => ({ name, severity, attributes: [{ key: 'package_name', value }] }));
  const result = {
    imageId: { imageDigest },
    registryId: account,
    repositoryName,
    imageScanStatus: { status: 'COMPLETE' },
    imageScanFindings: { findings, imageScanCompletedAt: Math.floor(Date.now() / 1000) },
  };
  await fetch(`${scansAt()}/moto-api/static/ecr/scan-finding-results`, { method: 'POST', body: JSON.stringify({ results: [result] }) });
  await client.send(new StartImageScanCommand({ repositoryName, imageId: { imageDigest } }));
  client.destroy();
};
