import { ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, describe, expect, it } from 'vitest';
import { ecrCredentials } from '../../../lib/adapters/aws/ecr/credentials.ts';
import { ecrFindings } from '../../../lib/adapters/aws/ecr/findings.ts';
import { ecrRegistryOf } from '../../../lib/adapters/aws/ecr/registry-host.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import type { VendorReport } from '../../../lib/model/vendor.ts';
import { codeOf } from '../../contract/table.ts';
import { type Answer, type Asked, type FakeService, fakeService, ok, refused } from './service.ts';

const host = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const opened: FakeService[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((one) => one.close()))));

const open = async (answers: readonly Answer[] | ((asked: Asked) => Answer)) => {
  const service = await fakeService(answers);
  opened.push(service);
  return { service, clients: async (region: string) => new ECRClient({ ...service.settings, region, maxAttempts: 2 }) };
};
const find = async (answers: readonly Answer[]): Promise<VendorReport> => {
  const { clients } = await open(answers);
  return ecrFindings({ clients }).find({ registry: host, repository: 'shop/api', digest: sha256('image') });
};
const page = (status: string, imageScanFindings: object = {}, nextToken?: string): Answer =>
  ok({ imageScanStatus: { status }, imageScanFindings, ...(nextToken !== undefined && { nextToken }) });

it.each([
  [host, '123456789012', 'eu-central-1'],
  ['123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com', '123456789012', 'us-gov-west-1'],
  ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', '123456789012', 'cn-north-1'],
])('knows %s', (name, account, region) => {
  expect(ecrRegistryOf(name)).toEqual({ account, region });
});

it.each([
  'public.ecr.aws',
  'docker.io',
  '12345.dkr.ecr.eu-central-1.amazonaws.com',
  `${host}.example.org`,
  `example.org/${host}`,
  'x123456789012.dkr.ecr.eu-central-1.amazonaws.com',
  'constructor',
])('would not give a token to %s', (name) => {
  expect(ecrRegistryOf(name, {})).toBeUndefined();
});

describe('statuses', () => {
  it.each([
    ['COMPLETE', 'complete'],
    ['ACTIVE', 'complete'],
    ['IN_PROGRESS', 'pending'],
    ['PENDING', 'pending'],
    ['FAILED', 'none'],
    ['FINDINGS_UNAVAILABLE', 'none'],
    ['IMAGE_ARCHIVED', 'none'],
    ['LIMIT_EXCEEDED', 'none'],
    ['SCAN_ELIGIBILITY_EXPIRED', 'none'],
    ['UNSUPPORTED_IMAGE', 'none'],
    ['A_STATUS_OF_NEXT_YEAR', 'none'],
    ['constructor', 'none'],
  ])('%s without findings is %s', async (status, kind) => {
    expect(await find([page(status)])).toMatchObject({ kind, status });
  });

  it('an image that was never scanned is not clean', async () => {
    expect(await find([refused('ScanNotFoundException')])).toMatchObject({ kind: 'none', status: 'NOT_SCANNED' });
  });

  it.each([
    ['ImageNotFoundException', 'image-not-found'],
    ['RepositoryNotFoundException', 'image-not-found'],
    ['AccessDeniedException', 'registry-unauthorized'],
    ['ThrottlingException', 'unavailable'],
    ['ServerException', 'unavailable'],
  ])('%s is %s', async (type, code) => {
    expect(await codeOf(find([refused(type)]))).toBe(code);
  });
});

const inspectorFinding = (id: string, more: object = {}): object => ({
  severity: 'HIGH',
  status: 'ACTIVE',
  score: 7.5,
  title: `${id} - openssl`,
  packageVulnerabilityDetails: {
    vulnerabilityId: id,
    relatedVulnerabilities: ['GHSA-0000-0000-0000'],
    sourceUrl: 'https://example.org/advisory',
    vulnerablePackages: [
      {
        name: 'openssl',
        version: '1.1.1n',
        release: '0+deb11u3',
        epoch: 1,
        packageManager: 'OS',
        sourceLayerHash: sha256('layer'),
        fixedInVersion: '1.1.1n-0+deb11u4',
      },
      {
        name: 'left-pad',
        version: '1.0.0',
        epoch: 0,
        packageManager: 'NPM',
        filePath: 'app/package.json',
        fixedInVersion: 'NotAvailable',
        sourceLayerHash: 'none',
      },
    ],
  },
  ...more,
});

describe('findings', () => {
  it('reads every page of enhanced findings, without what is closed or is no vulnerability of a package', async () => {
    const { service, clients } = await open(({ input }) =>
      input['nextToken'] === undefined
        ? page('ACTIVE', { enhancedFindings: [inspectorFinding('CVE-2026-0001')] }, 'more')
        : page('ACTIVE', {
            enhancedFindings: [
              inspectorFinding('CVE-2026-0002', { severity: 'UNTRIAGED' }),
              inspectorFinding('CVE-2026-0003', { status: 'CLOSED' }),
              { severity: 'LOW', title: 'reachable from outside' },
            ],
          }),
    );
    const report = await ecrFindings({ clients }).find({ registry: host, repository: 'shop/api', digest: sha256('image') });
    expect(service.asked.map(({ input }) => input['nextToken'])).toEqual([undefined, 'more']);
    expect(service.asked[0]?.input).toMatchObject({
      registryId: '123456789012',
      repositoryName: 'shop/api',
      imageId: { imageDigest: sha256('image') },
    });
    expect(report).toMatchObject({ kind: 'complete', source: 'ecr-enhanced' });
    const findings = report.kind === 'complete' ? report.findings : [];
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['CVE-2026-0001', 'high'],
      ['CVE-2026-0002', 'unknown'],
    ]);
    expect(findings[0]).toEqual({
      id: 'CVE-2026-0001',
      aliases: ['GHSA-0000-0000-0000'],
      title: 'CVE-2026-0001 - openssl',
      url: 'https://example.org/advisory',
      severity: 'high',
      score: 7.5,
      packages: [
        { name: 'openssl', version: '1:1.1.1n-0+deb11u3', type: 'OS', path: null, layer: sha256('layer'), fixedIn: '1.1.1n-0+deb11u4' },
        { name: 'left-pad', version: '1.0.0', type: 'NPM', path: 'app/package.json', layer: null, fixedIn: null },
      ],
    });
  });

  it('reads basic findings with their package', async () => {
    const found = {
      name: 'CVE-2019-5188',
      uri: 'https://example.org/cve',
      severity: 'INFORMATIONAL',
      attributes: [
        { key: 'package_name', value: 'e2fsprogs' },
        { key: 'package_version', value: '1.44.1-1ubuntu1.1' },
        { key: 'CVSS2_SCORE', value: '4.6' },
      ],
    };
    const report = await find([page('COMPLETE', { findings: [found, { name: 'CVE-2019-0000' }], imageScanCompletedAt: 1_572_316_608 })]);
    expect(report).toEqual({
      kind: 'complete',
      source: 'ecr-basic',
      status: 'COMPLETE',
      completedAt: '2019-10-29T02:36:48.000Z',
      findings: [
        {
          id: 'CVE-2019-5188',
          aliases: [],
          title: 'CVE-2019-5188',
          url: 'https://example.org/cve',
          severity: 'info',
          score: 4.6,
          packages: [{ name: 'e2fsprogs', version: '1.44.1-1ubuntu1.1', type: 'OS', path: null, layer: null, fixedIn: null }],
        },
        { id: 'CVE-2019-0000', aliases: [], title: 'CVE-2019-0000', url: null, severity: 'unknown', score: null, packages: [] },
      ],
    });
  });

  it('asks nobody about an image elsewhere', async () => {
    const { service, clients } = await open([ok()]);
    const report = await ecrFindings({ clients }).find({ registry: 'docker.io', repository: 'library/alpine', digest: sha256('x') });
    expect(report.kind).toBe('none');
    expect(service.asked).toHaveLength(0);
  });
});

describe('credentials', () => {
  const start = Date.UTC(2026, 10, 22, 10);
  const token = (password: string, hours: number): Answer =>
    ok({
      authorizationData: [
        { authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'), expiresAt: start / 1000 + hours * 3600 },
      ],
    });
  const others = async (registry: string) => ({ kind: 'bearer' as const, token: `for ${registry}` });

  it('asks ECR once for all who ask at the same time, and again before the token ends', async () => {
    const { service, clients } = await open([token('one', 12), token('two', 24)]);
    let now = start;
    const credentials = ecrCredentials({ clients, clock: { now: () => now }, others });
    const all = await Promise.all([1, 2, 3].map(() => credentials(host)));
    expect(all).toEqual(Array.from({ length: 3 }, () => ({ kind: 'basic', username: 'AWS', password: 'one' })));
    expect(service.asked).toHaveLength(1);
    now += 11.6 * 3600_000;
    expect(await credentials(host)).toMatchObject({ password: 'two' });
  });

  it('leaves other registries to others, and asks again after a failure', async () => {
    const { clients } = await open([refused('AccessDeniedException'), token('one', 12)]);
    const credentials = ecrCredentials({ clients, clock: { now: () => start }, others });
    expect(await credentials('ghcr.io')).toEqual({ kind: 'bearer', token: 'for ghcr.io' });
    expect(await codeOf(credentials(host))).toBe('registry-unauthorized');
    expect(await credentials(host)).toMatchObject({ password: 'one' });
  });
});
