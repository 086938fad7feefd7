import { describe, expect, it } from 'vitest';
import { reports } from '../../../lib/report/table.ts';
import { bodyOf, openWorld, problemOf, type Tenant } from '../harness.ts';

const pod = (name: string, privileged: boolean) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: "a:1", securityContext: {privileged: ${privileged}}}]}\n`;
const judge = (tenant: Tenant, manifests: string, query = '') =>
  tenant.send({ method: 'POST', path: `/v1/evaluate${query}`, json: { manifests, policy: 'baseline' } });
const world = await openWorld();

describe('POST /v1/evaluate', () => {
  it('200 with the verdict and where it is kept; deny is no error', async () => {
    const tenant = await world.tenant();
    const answer = await judge(tenant, pod('a', true));
    expect(answer.status).toBe(200);
    const verdict = await bodyOf(answer);
    expect([verdict.decision, answer.headers.get('location')]).toEqual(['deny', `/v1/verdicts/${verdict.id}`]);
    const kept = await tenant.send({ path: `/v1/verdicts/${verdict.id}` });
    expect(await bodyOf(kept)).toEqual(verdict);
  });

  it('writes nothing with ?record=false', async () => {
    const tenant = await world.tenant();
    await tenant.send({ path: '/v1/verdicts' });
    const { write } = world.deps.table;
    world.deps.table.write = () => Promise.reject(new Error('something was written'));
    const answer = await judge(tenant, pod('a', true), '?record=false');
    world.deps.table.write = write;
    expect([answer.status, answer.headers.get('location'), (await bodyOf(answer)).id]).toEqual([200, null, undefined]);
    expect((await bodyOf(await tenant.send({ path: '/v1/verdicts' }))).items).toEqual([]);
  });

  it('writes patches as RFC 6902 operations, or as merge patches when asked; the kept verdict has the operations', async () => {
    const tenant = await world.tenant();
    const patchIn = (verdict: { findings: { rule: string; patch: unknown }[] }) =>
      verdict.findings.find(({ rule }) => rule === 'privileged')?.patch;
    const path = '/spec/containers/0/securityContext/privileged';
    const json = { kind: 'json', safe: false, operations: [{ op: 'add', path, value: false }] };
    expect(patchIn(await bodyOf(await judge(tenant, pod('a', true))))).toEqual(json);
    const merged = await bodyOf(await judge(tenant, pod('a', true), '?patches=strategic'));
    expect(patchIn(merged)).toEqual({
      kind: 'merge',
      type: 'strategic',
      safe: false,
      document: { spec: { containers: [{ name: 'a', securityContext: { privileged: false } }] } },
    });
    expect(patchIn(await bodyOf(await tenant.send({ path: `/v1/verdicts/${merged.id}` })))).toEqual(json);
  });

  it('judges a Dockerfile and manifests together', async () => {
    const tenant = await world.tenant();
    const json = {
      manifests: [{ name: 'k8s/pod.yaml', text: pod('a', false) }],
      dockerfile: { name: 'build/Dockerfile', text: 'FROM alpine:3.20\n' },
    };
    const { subjects } = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/evaluate', json }));
    expect(subjects.map(({ kind, ref }: { kind: string; ref: string }) => [kind, ref])).toEqual([
      ['manifests', 'k8s/pod.yaml'],
      ['dockerfile', 'build/Dockerfile'],
    ]);
  });

  it('judges a Dockerfile with the folder that is built, as far as it is told of it', async () => {
    const tenant = await world.tenant();
    const policy =
      'apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: context }\nspec: { rules: [{ rule: df-context-secret }, { rule: df-copy-ignored }] }\n';
    await tenant.send({
      method: 'POST',
      path: '/v1/policies?activate=true',
      body: policy,
      headers: { 'content-type': 'application/yaml' },
    });
    const files = ['a.key', 'b.key', 'docs/a.md'].map((path) => ({ path, size: 5 }));
    const source = { name: 'Dockerfile', text: 'FROM debian:12\nCOPY docs /docs\n' };
    const found = async (more: object) => {
      const json = { dockerfile: { ...source, ...more }, policy: 'context' };
      const { findings } = await bodyOf(await tenant.send({ method: 'POST', path: '/v1/evaluate', json }));
      return findings.map(({ rule, message }: { rule: string; message: string }) => `${rule} ${message.split(' ')[0]}`);
    };
    expect(await found({})).toEqual([]);
    expect(await found({ ignore: 'docs\nb.*\n', files })).toEqual(['df-context-secret a.key', 'df-copy-ignored docs']);
    expect((await found({ files })).toSorted()).toEqual(['df-context-secret a.key', 'df-context-secret b.key']);
  });

  it('judges what it can of YAML that is broken, and says where', async () => {
    const tenant = await world.tenant();
    const { errors } = await bodyOf(await judge(tenant, `${pod('a', false)}---\nkind: [\n`));
    expect(errors[0]).toMatchObject({ file: 'manifests.yaml', line: expect.any(Number) });
  });

  it.each([
    ['nothing', {}],
    ['an image, which is not inline', { image: 'a:1' }],
    ['an empty text', { manifests: '' }],
  ])('400 for %s', async (_title, json) => {
    const tenant = await world.tenant();
    expect(await problemOf(await tenant.send({ method: 'POST', path: '/v1/evaluate', json }))).toMatchObject({
      status: 400,
      code: 'invalid-request',
    });
  });
});

describe('GET /v1/verdicts/{id}', () => {
  it('links to itself in reports, where the service knows how it is reached', async () => {
    const told = await (await openWorld({ publicUrl: 'https://plimsoll.example.com' })).tenant();
    const answer = await judge(told, pod('a', true), '?format=markdown');
    const path = answer.headers.get('location') ?? '';
    expect(await answer.text()).toContain(`(<https://plimsoll.example.com${path}>)`);
    expect(await (await told.send({ path: `${path}?format=sarif` })).text()).toContain(`"link": "https://plimsoll.example.com${path}"`);
    const untold = await world.tenant();
    expect(await (await judge(untold, pod('a', true), '?format=markdown')).text()).not.toContain('/v1/verdicts/');
  });

  it('is immutable, with a strong ETag', async () => {
    const tenant = await world.tenant();
    const path = (await judge(tenant, pod('a', true))).headers.get('location') ?? '';
    const answer = await tenant.send({ path });
    const etag = answer.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    const again = await tenant.send({ path, headers: { 'if-none-match': etag } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await tenant.send({ path: `${path}?format=text`, headers: { 'if-none-match': etag } })).status).toBe(200);
  });

  it.each(reports.map((report) => [report.name, report] as const))(
    'answers as %s, by ?format= and by Accept',
    async (name, { mediaTypes }) => {
      const tenant = await world.tenant();
      const path = (await judge(tenant, pod('a', true))).headers.get('location') ?? '';
      const byName = await tenant.send({ path: `${path}?format=${name}` });
      expect([byName.status, byName.headers.get('content-type')]).toEqual([200, mediaTypes[0]]);
      for (const accept of mediaTypes) {
        const byType = await tenant.send({ path, headers: { accept: `text/x-other, ${accept};q=0.9` } });
        expect([byType.status, byType.headers.get('content-type')]).toEqual([200, accept]);
      }
    },
  );

  it('400 for a format that nobody knows, 406 for a type', async () => {
    const tenant = await world.tenant();
    const path = (await judge(tenant, pod('a', true))).headers.get('location') ?? '';
    expect(await problemOf(await tenant.send({ path: `${path}?format=jsn` }))).toMatchObject({ status: 400, pointers: ['/query/format'] });
    expect((await tenant.send({ path, headers: { accept: 'image/png' } })).status).toBe(406);
  });

  it('404: the same bytes for a stranger', async () => {
    const [one, other] = [await world.tenant(), await world.tenant()];
    const path = (await judge(one, pod('a', true))).headers.get('location') ?? '';
    const bodies = await Promise.all(
      [path, '/v1/verdicts/ver_01KAM7Y5T00000000000000000'].map(async (at) => (await other.send({ path: at })).text()),
    );
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('GET /v1/verdicts/{id}/diff and /explain', () => {
  it('tells what a change brought in, and 404 for a verdict of somebody else', async () => {
    const [tenant, other] = [await world.tenant(), await world.tenant()];
    const before = await bodyOf(await judge(tenant, pod('a', false)));
    const after = await bodyOf(await judge(tenant, pod('a', true)));
    const foreign = await bodyOf(await judge(other, pod('a', true)));
    const path = `/v1/verdicts/${after.id}/diff?against=`;
    const { counts, entries, from, to } = await bodyOf(await tenant.send({ path: `${path}${before.id}` }));
    expect([from.id, to.id, counts.introduced]).toEqual([before.id, after.id, after.findings.length - before.findings.length]);
    expect(entries.some(({ status }: { status: string }) => status === 'introduced')).toBe(true);
    expect((await tenant.send({ path: `${path}${foreign.id}` })).status).toBe(404);
    expect((await tenant.send({ path: `${path}x` })).status).toBe(400);
  });

  it('says step by step what decided', async () => {
    const tenant = await world.tenant();
    const { id } = await bodyOf(await judge(tenant, pod('a', true)));
    const { steps } = await bodyOf(await tenant.send({ path: `/v1/verdicts/${id}/explain` }));
    expect(steps.map(({ step }: { step: string }) => step)).toEqual(
      expect.arrayContaining(['subject', 'policy', 'finding', 'reason', 'decision']),
    );
  });
});

describe('GET /v1/verdicts', () => {
  it('filters by decision, policy, subject and time, newest first', async () => {
    const tenant = await world.tenant();
    const denied = await bodyOf(await judge(tenant, pod('a', true)));
    world.pass(60_000);
    const allowed = await bodyOf(await judge(tenant, pod('b', false)));
    const at = allowed.evaluatedAt;
    const idsFor = async (query: string): Promise<string[]> =>
      (await bodyOf(await tenant.send({ path: `/v1/verdicts${query}` }))).items.map(({ id }: { id: string }) => id);
    expect(await idsFor('')).toEqual([allowed.id, denied.id]);
    expect(await idsFor('?decision=deny')).toEqual([denied.id]);
    expect(await idsFor('?policy=baseline')).toEqual([allowed.id, denied.id]);
    expect(await idsFor('?policy=other')).toEqual([]);
    expect(await idsFor(`?subject=${denied.subjects[0].digest}`)).toEqual([denied.id]);
    expect(await idsFor(`?since=${at}`)).toEqual([allowed.id]);
    expect(await idsFor(`?until=${at}`)).toEqual([denied.id]);
    expect(await idsFor(`?since=${encodeURIComponent('2026-11-22T11:00:00+01:00')}&decision=deny`)).toEqual([denied.id]);
  });

  it.each(['subject=sha256:x', 'decision=denied', 'since=yesterday', 'limit=0', 'limit=101', 'limit=1e1000', 'limit='])(
    '400 for %s',
    async (query) => {
      const tenant = await world.tenant();
      const name = query.split('=')[0];
      expect(await problemOf(await tenant.send({ path: `/v1/verdicts?${query}` }))).toMatchObject({
        status: 400,
        pointers: [`/query/${name}`],
      });
    },
  );
});
