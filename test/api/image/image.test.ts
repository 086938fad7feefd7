import { describe, expect, it } from 'vitest';
import { storeAffected } from '../../../lib/advisory/stored.ts';
import type { AdvisoryIssue } from '../../../lib/ports/advisories.ts';
import { databaseOf } from '../../incident/database.ts';
import { evidenceOf, imageDigest, keep, packageIn } from '../../incident/image-evidence.ts';
import { bodyOf, openWorld, problemOf } from '../harness.ts';

const issue: AdvisoryIssue = {
  id: 'CVE-2026-1',
  aliases: ['GHSA-1'],
  kev: true,
  epss: 0.5,
  records: [{ id: 'GHSA-1', summary: 'bad', published: null, modified: null, cvss: 9.8 }],
  packages: [
    {
      ecosystem: 'npm',
      name: 'left',
      affected: storeAffected({
        ranges: [
          {
            kind: 'semver',
            events: [
              { kind: 'introduced', version: '0' },
              { kind: 'fixed', version: '1.2.0' },
            ],
          },
        ],
        versions: [],
        word: null,
        fixState: null,
        imports: [],
      }),
    },
  ],
};

const known = databaseOf('api', ['left'], []);
const world = await openWorld({
  issues: {
    ...known,
    issue: (id) => (id === issue.id || issue.aliases.includes(id) ? issue : undefined),
  },
});
const withImages = async () => {
  const tenant = await world.tenant();
  await keep(world.deps.table, tenant.name, evidenceOf('old', [packageIn('one', 'npm left 1.0.0'), packageIn('two', 'npm right 1.0.0')]));
  await keep(world.deps.table, tenant.name, evidenceOf('new', [packageIn('three', 'npm left 1.2.0')]));
  return tenant;
};
const old = imageDigest('old');

describe('GET /v1/images/{digest}', () => {
  it('200 with the evidence', async () => {
    const tenant = await withImages();
    const answer = await tenant.send({ path: `/v1/images/${old}` });
    expect(answer.status).toBe(200);
    expect(await bodyOf(answer)).toMatchObject({
      digest: old,
      repository: 'registry.test/old',
      platform: 'linux/amd64',
      packages: [{ name: 'left' }, { name: 'right' }],
    });
    const again = await tenant.send({ path: `/v1/images/${old}`, headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it.each(['', '/layers', '/files', '/sbom'])('404 for an image of another tenant, 422 or 400 for no digest: %s', async (part) => {
    await withImages();
    const other = await world.tenant();
    expect((await problemOf(await other.send({ path: `/v1/images/${old}${part}` }))).code).toBe('not-found');
    expect((await other.send({ path: `/v1/images/latest${part}` })).status).toBeLessThan(500);
    expect((await other.send({ path: `/v1/images/latest${part}` })).status).toBeGreaterThanOrEqual(400);
  });

  it('tells layers with what they brought', async () => {
    const tenant = await withImages();
    const answer = await tenant.send({ path: `/v1/images/${old}/layers` });
    const known = { 'if-none-match': answer.headers.get('etag') ?? '' };
    expect((await tenant.send({ path: `/v1/images/${old}/layers`, headers: known })).status).toBe(304);
    const { items } = await bodyOf(answer);
    expect(items.map(({ packages }: { packages: number }) => packages)).toEqual([1, 1]);
  });

  it.each([
    ['app/left', ['left']],
    ['/app/left/', ['left']],
    ['app', ['left', 'right']],
    ['', ['left', 'right']],
    ['app/le', []],
  ])('tells what is known of %j', async (path, names) => {
    const tenant = await withImages();
    const { packages } = await bodyOf(await tenant.send({ path: `/v1/images/${old}/files?path=${encodeURIComponent(path)}` }));
    expect(packages.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  it.each([
    ['?format=cyclonedx', undefined, 'bomFormat'],
    ['?format=spdx', undefined, 'spdxVersion'],
    ['', 'application/spdx+json', 'spdxVersion'],
    ['', undefined, 'bomFormat'],
  ])('gives an SBOM for %j and Accept %j', async (query, accept, member) => {
    const tenant = await withImages();
    const answer = await tenant.send({ path: `/v1/images/${old}/sbom${query}`, headers: accept === undefined ? {} : { accept } });
    expect(await bodyOf(answer)).toHaveProperty(member);
  });
});

describe('GET /v1/packages', () => {
  it('pages with a cursor that is bound to its filters', async () => {
    const tenant = await withImages();
    const first = await bodyOf(await tenant.send({ path: '/v1/packages?name=left&limit=1' }));
    const second = await bodyOf(await tenant.send({ path: `/v1/packages?name=left&limit=1&cursor=${encodeURIComponent(first.next)}` }));
    expect([first, second].map(({ items }) => items[0].image.digest).sort()).toEqual([old, imageDigest('new')].sort());
    const bent = await tenant.send({ path: `/v1/packages?name=right&cursor=${encodeURIComponent(first.next)}` });
    expect((await problemOf(bent)).code).toBe('invalid-cursor');
  });

  it('takes ranges', async () => {
    const tenant = await withImages();
    const { items } = await bodyOf(await tenant.send({ path: `/v1/packages?purl=${encodeURIComponent('pkg:npm/left@<1.2.0')}` }));
    expect(items).toMatchObject([{ image: { digest: old }, package: { version: '1.0.0' }, match: 'in' }]);
  });

  it.each(['', '?purl=left', '?name=a&purl=pkg:npm/a', '?name=a&versions=%3C%3C1', '?nmae=a'])('refuses %j', async (query) => {
    const tenant = await world.tenant();
    const { status, pointers } = await problemOf(await tenant.send({ path: `/v1/packages${query}` }));
    expect([400, 422]).toContain(status);
    expect(pointers[0]).toMatch(/^\/query/);
  });
});

describe('GET /v1/vulnerabilities/{id}', () => {
  it.each(['CVE-2026-1', 'GHSA-1'])('tells what %s is, where it is fixed and who has it', async (id) => {
    const tenant = await withImages();
    expect(await bodyOf(await tenant.send({ path: `/v1/vulnerabilities/${id}` }))).toMatchObject({
      id: 'CVE-2026-1',
      kev: true,
      packages: [{ ecosystem: 'npm', name: 'left', fixed: ['1.2.0'] }],
      images: [{ image: { digest: old }, package: { version: '1.0.0' }, fixedIn: '1.2.0' }],
      more: false,
      firstSeen: '2026-11-22T10:00:00.000Z',
    });
  });

  it('404 for an issue that nobody knows, 503 without a database', async () => {
    const tenant = await world.tenant();
    expect((await tenant.send({ path: '/v1/vulnerabilities/CVE-2026-9' })).status).toBe(404);
    const empty = await openWorld();
    expect((await (await empty.tenant()).send({ path: '/v1/vulnerabilities/CVE-2026-9' })).status).toBe(503);
  });

  it('pages through its images once', async () => {
    const tenant = await world.tenant();
    const names = Array.from({ length: 7 }, (_, n) => `app${n}`);
    for (const [n, name] of names.entries())
      await keep(world.deps.table, tenant.name, evidenceOf(name, [packageIn(`layer ${n % 3}`, `npm left 1.0.${n % 3}`)]));
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await bodyOf(await tenant.send({ path: `/v1/vulnerabilities/CVE-2026-1?limit=2${cursor}` }));
      expect(page.more).toBe(page.next !== undefined);
      seen.push(...page.images.map(({ image }: { image: { digest: string } }) => image.digest));
      cursor = page.next === undefined ? '' : `&cursor=${encodeURIComponent(page.next)}`;
    } while (cursor !== '');
    expect(seen.sort()).toEqual(names.map(imageDigest).sort());
  });
});

describe('GET /v1/vulnerabilities', () => {
  const ask = async (purl: string) => (await world.tenant()).send({ path: `/v1/vulnerabilities?purl=${encodeURIComponent(purl)}` });

  it('tells what is known of a package in a version', async () => {
    expect(await bodyOf(await ask('pkg:npm/left@1.0.0'))).toMatchObject({
      items: [{ id: 'CVE-left', severity: 'critical', fixedIn: '2.0.0' }],
      gaps: [],
    });
    expect(await bodyOf(await ask('pkg:npm/left@2.0.0'))).toMatchObject({ items: [], gaps: [] });
  });

  it('says why it cannot tell', async () => {
    const { items, gaps } = await bodyOf(await ask('pkg:deb/debian/curl@1.0?distro=debian-12'));
    expect(items).toEqual([]);
    expect(gaps).toEqual(['the advisory database has no records for Debian:12 (1 package)']);
  });

  it.each(['left', 'pkg:npm/left', 'pkg:'])('400 for %s', async (purl) => {
    expect(await problemOf(await ask(purl))).toMatchObject({ status: 400 });
  });
});
