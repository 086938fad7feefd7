import { beforeAll, describe, expect, it } from 'vitest';
import { whoHas } from '../../../lib/incident/who-has.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { databaseOf } from '../../incident/database.ts';
import type { Tenant, World } from '../harness.ts';
import { bodyOf, openWorld, problemOf } from '../harness.ts';
import { workOff } from './worker.ts';

const claimedDigest = `sha256:${'ab'.repeat(32)}`;
const repository = 'registry.example.com/team/web';

const cyclonedx = JSON.stringify({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  metadata: { component: { type: 'container', name: repository, version: claimedDigest } },
  components: [{ type: 'library', name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0' }],
});
const spdx = JSON.stringify({
  spdxVersion: 'SPDX-2.3',
  name: repository,
  packages: [
    { name: 'left-pad', versionInfo: '1.3.0', externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:npm/left-pad@1.3.0' }] },
  ],
});
const syft = JSON.stringify({
  artifacts: [{ name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0' }],
  source: { type: 'image', metadata: { userInput: repository, manifestDigest: claimedDigest } },
  descriptor: { name: 'syft' },
});

let world: World;
let tenant: Tenant;
beforeAll(async () => {
  world = await openWorld();
  tenant = await world.tenant();
});

const evaluated = async (json: object) => bodyOf(await tenant.send({ method: 'POST', path: '/v1/evaluate', json }));

describe('a bill of materials as a subject', () => {
  it.each([
    ['CycloneDX', 'application/vnd.cyclonedx+json', cyclonedx],
    ['SPDX', 'application/spdx+json', spdx],
    ['syft-json', 'application/vnd.syft+json', syft],
  ])('%s is scanned as the document that it is, whatever image it names', async (_name, type, body) => {
    const answer = await tenant.send({ method: 'POST', path: '/v1/scans', body, headers: { 'content-type': type } });
    expect(answer.status).toBe(202);
    await workOff(world);
    const scan = await bodyOf(await tenant.send({ path: answer.headers.get('location') ?? '' }));
    expect(scan).toMatchObject({
      state: 'succeeded',
      files: ['sbom.json'],
      subjects: [{ kind: 'image', ref: 'sbom.json', digest: sha256(body), repository: `sbom:${repository}` }],
    });
    expect(JSON.stringify(await bodyOf(await tenant.send({ path: `/v1/verdicts/${scan.verdictId}` })))).toContain('no advisory database');
  });

  it('never answers a gate for the image that it names', async () => {
    await evaluated({ sbom: cyclonedx });
    const json = { subjects: [{ digest: claimedDigest }], dryRun: true };
    const gate = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/gate', json }));
    expect(JSON.stringify(gate)).toContain('subject-unknown');
  });

  it('is judged at once, and beside the rest of a change', async () => {
    const verdict = await evaluated({ sbom: { name: 'web.json', text: cyclonedx }, dockerfile: 'FROM scratch\n' });
    expect(verdict.subjects).toMatchObject([{ kind: 'dockerfile' }, { kind: 'image', ref: 'web.json', digest: sha256(cyclonedx) }]);
  });

  it('finds what the advisories know of its packages, at once and by a scan', async () => {
    const json = { sbom: cyclonedx };
    const known = await openWorld({ issues: { ...databaseOf('db', ['left-pad'], []), issue: () => undefined } });
    const answer = await bodyOf(await (await known.tenant()).send({ method: 'POST', path: '/v1/evaluate', json }));
    expect(answer.findings).toMatchObject([{ package: { purl: 'pkg:npm/left-pad@1.3.0' }, location: { layer: sha256(cyclonedx) } }]);
  });

  it('is found by its packages when it was scanned', async () => {
    const found = await whoHas(world.deps, tenant.caller, { name: 'left-pad', limit: 50 });
    expect(JSON.stringify(found)).toContain(sha256(cyclonedx));
  });

  it('an empty one is not evaluated, and not clean', async () => {
    const text = JSON.stringify({ bomFormat: 'CycloneDX', components: [] });
    expect(JSON.stringify(await evaluated({ sbom: text }))).toContain('sbom-empty');
  });

  it.each([
    ['text that is no JSON', 'hello', 'invalid-request'],
    ['JSON that is no bill of materials', '{"a":1}', 'invalid-request'],
    ['a list', '[]', 'invalid-request'],
    ['NUL in a name', JSON.stringify({ bomFormat: 'CycloneDX', metadata: { component: { name: 'a\0' } } }), 'invalid-request'],
    ['too many packages', manyPackages(50_001), 'too-large'],
  ])('refuses %s, with the place', async (_name, sbom, code) => {
    for (const path of ['/v1/scans', '/v1/evaluate']) {
      const problem = await problemOf(await tenant.send({ method: 'POST', path, json: { sbom } }));
      expect([problem.code, problem.pointers]).toEqual([code, ['/sbom']]);
    }
  });
});

function manyPackages(count: number): string {
  const components = Array.from({ length: count }, (_, index) => ({ purl: `pkg:npm/p${index}@1` }));
  return JSON.stringify({ bomFormat: 'CycloneDX', components });
}
