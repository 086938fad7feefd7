import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoTable } from '../../lib/adapters/aws/dynamodb/table.ts';
import { sqsQueue } from '../../lib/adapters/aws/job-queue.ts';
import { systemClock } from '../../lib/adapters/embedded/clock.ts';
import { ulids } from '../../lib/adapters/embedded/ids.ts';
import { keys } from '../../lib/store/keys.ts';
import { access } from './deployed/access.ts';
import { backup } from './deployed/backup.ts';
import { faults } from './deployed/faults.ts';
import { type Live, openLive } from './deployed/live.ts';
import { foundInMember, member } from './deployed/member.ts';
import { replay } from './deployed/replay.ts';
import { speed } from './deployed/speed.ts';
import { disableRule, setTable } from './emulator/change.ts';
import { type Client, clientOf, until } from './emulator/client.ts';
import { forward } from './emulator/clock.ts';
import { publishDatabase } from './emulator/database.ts';
import { newRepository, pushEvent, pushImage, scanEvent } from './emulator/image.ts';
import type { Receiver } from './emulator/receiver.ts';
import { scanFinds } from './emulator/scan.ts';
import { ended as endedScan, type Shown, scanOfPush as scanOf, scansOf as scansIn, verdictsOf as verdictsIn } from './emulator/scans.ts';
import { advisoryRepository, doctor, gateway, invoke, putEvent, type Stack, takeRights } from './emulator/stack.ts';

const repository = 'shop/api';
let live: Live;
let stack: Stack;
let client: Client;
let receiver: Receiver;

beforeAll(async () => {
  live = await openLive();
  ({ stack, client, receiver } = live);
  await newRepository(repository);
});
afterAll(() => live.close());

const scansOf = (digest: string): Promise<Shown[]> => scansIn(client, digest);
const ended = (id: string): Promise<Shown | undefined> => endedScan(client, id);
const scanOfPush = (digest: string): Promise<Shown> => scanOf(client, digest);
const verdictsOf = (digest: string): Promise<Shown[]> => verdictsIn(client, digest);

speed(() => live);

describe('an image that is pushed', () => {
  it('is scanned without anybody asking, judged, announced with a valid signature, and the gate knows it', async () => {
    const { digest } = await pushImage(repository, '1.0', 'root');
    await putEvent(pushEvent(repository, digest, '1.0'));
    const scan = await scanOfPush(digest);
    expect(scan).toMatchObject({ state: 'succeeded', reason: null });

    const verdict = await client.get(`/v1/verdicts/${scan.verdictId}`);
    expect(verdict.body).toMatchObject({ decision: scan.decision, subjects: [{ kind: 'image', digest }] });
    expect(JSON.stringify(verdict.body['findings'])).toContain('"rule"');

    const hook = await until('its webhook', async () => receiver.received.find(({ body }) => body.includes(digest)));
    expect(() => new Webhook(live.webhook.secret).verify(hook.body, toHeaders(hook.headers))).not.toThrow();

    const gate = await client.post('/v1/gate', { subjects: [{ reference: `${gateway()}/${repository}@${digest}` }] });
    expect(gate.status).toBe(200);
    expect(gate.body).toMatchObject({ decision: scan.decision, subjects: [{ digest, verdictId: scan.verdictId }] });
  });

  it('is scanned once, however often and under however many tags it is announced', async () => {
    const { digest } = await pushImage(repository, '1.1', '65532', 'another');
    const events = ['1.1', '1.1', 'latest'].map((tag) => pushEvent(repository, digest, tag));
    await Promise.all(events.map(putEvent));
    const scan = await scanOfPush(digest);
    const queue = sqsQueue({ queueUrl: stack.queueUrl });
    for (let n = 0; n < 10; n += 1) await queue.send({ kind: 'scan', tenant: 'default', scanId: scan.id });
    await until('the queue to be empty', async () => (await stack.depth()) === 0 || undefined);
    expect(await scansOf(digest)).toHaveLength(1);
    const verdicts = await client.get(`/v1/verdicts?subject=${encodeURIComponent(digest)}`);
    expect(verdicts.body['items']).toHaveLength(1);
  });

  it('is not scanned when it is a part of an index, or a signature', async () => {
    const { digest } = await pushImage(repository, 'part', '1', 'part of an index');
    await putEvent(pushEvent(repository, digest));
    await putEvent(pushEvent(repository, digest, `${digest.replace(':', '-')}.sig`));
    const after = await pushImage(repository, 'after', '1', 'pushed after it');
    await putEvent(pushEvent(repository, after.digest, 'after'));
    await scanOfPush(after.digest);
    expect(await scansOf(digest)).toEqual([]);
  });
});

describe('what the registry’s own scanner has found', () => {
  type Verdict = { readonly findings: { readonly vulnerability?: { readonly id: string; readonly foundBy?: string } }[] };
  const foundIn = async (verdictId: string | null): Promise<unknown[]> => {
    const verdict: Verdict = Object((await client.get(`/v1/verdicts/${verdictId}`)).body);
    return verdict.findings.flatMap(({ vulnerability }) => (vulnerability ? [[vulnerability.id, vulnerability.foundBy]] : []));
  };
  const critical = [{ name: 'CVE-2026-0001', severity: 'CRITICAL', package: 'openssl' }];

  it('is in the verdict', async () => {
    const { digest } = await pushImage(repository, '2.0', '1000', 'scanned');
    await scanFinds(repository, digest, '2.0', critical);
    await putEvent(pushEvent(repository, digest, '2.0'));
    const scan = await scanOfPush(digest);
    expect(scan).toMatchObject({ state: 'succeeded' });
    expect(await foundIn(scan.verdictId)).toEqual([['CVE-2026-0001', 'registry']]);
  });

  it('is in a new verdict when it comes later, however often it is told', async () => {
    const { digest } = await pushImage(repository, '2.1', '1000', 'scanned later');
    await putEvent(pushEvent(repository, digest, '2.1'));
    const scan = await scanOfPush(digest);
    expect(await foundIn(scan.verdictId)).toEqual([]);
    await scanFinds(repository, digest, '2.1', critical);
    for (let n = 0; n < 3; n += 1) await putEvent(scanEvent(repository, digest));
    const verdicts = await until(
      'the second verdict',
      async () => ((await verdictsOf(digest)).length > 1 ? verdictsOf(digest) : undefined),
      () => forward(),
    );
    expect(verdicts.map(({ cause }) => cause)).toEqual(['registry', undefined]);
    expect(await foundIn(verdicts[0]?.id ?? null)).toEqual([['CVE-2026-0001', 'registry']]);
    await until('its webhook', async () => receiver.received.find(({ body }) => body.includes('"cause":"registry"')));
  });
});

it('the advisory database is published, deployed by its digest, images are matched with it, and it can be asked', async () => {
  await newRepository(advisoryRepository);
  const published = await publishDatabase(`${gateway()}/${advisoryRepository}:latest`, 'openssl');
  const event = { id: 'run-1', source: 'aws.events', 'detail-type': 'Scheduled Event' };
  expect(JSON.parse(await invoke('advisories', event))).toMatchObject({ kind: 'deployed', reference: published });
  expect(JSON.parse(await invoke('advisories', event))).toEqual({ kind: 'current' });
  await until('a verdict by the database', async () => {
    const { digest } = await pushImage(repository, '3.0', '1000', `matched ${Date.now()}`);
    await putEvent(pushEvent(repository, digest, '3.0'));
    const { verdictId } = await scanOfPush(digest);
    const { body } = await client.get(`/v1/verdicts/${verdictId}`);
    return JSON.stringify(body['findings']).includes('CVE-2026-7777') || undefined;
  });

  const issue = await client.get('/v1/vulnerabilities/CVE-2026-7777?limit=1');
  expect(issue).toMatchObject({ status: 200, body: { images: [{ package: { name: 'openssl' }, fixedIn: '9.0.0-r0' }], more: true } });
  const rest = await client.get(`/v1/vulnerabilities/CVE-2026-7777?cursor=${String(issue.body['next'])}`);
  expect(rest.status).toBe(200);
  const known = await client.get(`/v1/vulnerabilities?purl=${encodeURIComponent('pkg:apk/alpine/openssl@3.3.1-r0?distro=alpine-3.20.1')}`);
  expect(known).toMatchObject({ status: 200, body: { items: [{ id: 'CVE-2026-7777' }] } });
  const holders = await client.get('/v1/packages?name=openssl&versions=%3C9');
  expect(holders.status).toBe(200);
  expect(Object(holders.body['items']).length).toBeGreaterThan(0);
});

member(() => live);

it('a push whose event was lost is found by the reconciler', async () => {
  const { digest } = await pushImage(repository, 'lost', '1000', 'nobody told');
  const event = { id: 'run-1', source: 'aws.events', 'detail-type': 'Scheduled Event' };
  const [outcome, ofMember] = JSON.parse(await invoke('reconciler', event));
  expect(outcome).toMatchObject({ kind: 'ended' });
  expect(outcome.started).toBeGreaterThan(0);
  expect(await scanOfPush(digest)).toMatchObject({ state: 'succeeded' });
  await foundInMember(live, ofMember);
  expect(JSON.parse(await invoke('reconciler', event))).toMatchObject([{ kind: 'resting' }, { kind: 'resting' }]);
});

describe('a change that is handed in', () => {
  it('is judged with the answer when it is waited for', async () => {
    const manifest = readFileSync('examples/shop/deployment.yaml', 'utf8');
    const { status, body } = await client.post('/v1/scans?wait=25', { manifests: [{ name: 'deployment.yaml', text: manifest }] });
    expect(status).toBeLessThan(300);
    expect(body).toMatchObject({ state: 'succeeded', decision: 'deny' });
  });

  it('ends with a reason when its image is not there', async () => {
    const { body } = await client.post('/v1/scans', { image: `${gateway()}/${repository}:none` });
    const scan = await until('its end', () => ended(String(body['id'])));
    expect(scan).toMatchObject({ state: 'failed', reason: { code: 'image-not-found' } });
  });
});

describe('a message that can never be worked on', () => {
  it('becomes a dead letter, and its scan ends with a reason that is announced', async () => {
    const table = dynamoTable({ table: stack.table });
    const { body } = await client.post('/v1/scans?wait=25', {
      manifests: [{ name: 'a.yaml', text: 'kind: List\napiVersion: v1\nitems: []\n' }],
    });
    const original = await table.get(keys.scan('default', String(body['id'])));
    const id = ulids(systemClock).next('scan');
    // Between two steps with nothing that the first one has left: no such scan comes to be, and no code expects one.
    const record = { ...original?.body, id, state: 'inspecting', resolved: null, verdictId: null, decision: null };
    const lease = { tenant: 'default', scanId: id, until: 0, sweeps: 0 };
    await table.write([
      { kind: 'put', item: { ...keys.scan('default', id), version: 1, body: record } },
      { kind: 'put', item: { ...keys.scanLease('default', id), version: 1, body: lease, second: keys.due(id, Date.now() + 3_600_000) } },
    ]);
    await sqsQueue({ queueUrl: stack.queueUrl }).send({ kind: 'scan', tenant: 'default', scanId: id });
    const scan = await until(
      'its end',
      () => ended(id),
      () => forward(),
    );
    expect(scan).toMatchObject({ state: 'failed', reason: { code: 'internal' } });
    await until('the announcement', async () => receiver.received.find(({ body }) => body.includes(id)));
  });
});

it('one id leads from the request to the webhook, through every log', async () => {
  const id = `trace-${Date.now()}`;
  const headers = { authorization: `Bearer ${stack.adminKey}`, 'content-type': 'application/json', 'x-request-id': id };
  const body = JSON.stringify({ manifests: [{ name: 'pod.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: traced }\n' }] });
  await fetch(`${stack.api}/v1/scans`, { method: 'POST', headers, body });
  await until('its webhook', async () => receiver.received.find((hook) => hook.body.includes(`"requestId":"${id}"`)));
});

replay(() => live);
access(() => live);
faults(() => live);

describe('the doctor', () => {
  it('says what is wrong with the stack, and what to do', async () => {
    const said = await doctor(stack.api);
    // The emulator's CloudFormation leaves both out, and what was buried above lies in a queue no more.
    expect(said).toContain('bad   recovery to a point in time: off');
    expect(said).toContain('bad   expiry of items: off');
    await setTable(stack.table);
    await disableRule('SweeperEventsRuleSchedule1');
    const later = await doctor(stack.api);
    expect(later.split('\n').filter((line) => line.startsWith('bad'))).toEqual([
      expect.stringContaining('SweeperEventsRuleSchedule1: DISABLED'),
    ]);
    expect(later).toContain('ok    there is an administrator');
    expect(later).toContain('ok    2 registries are reconciled');
    expect(later).toMatch(/ok {4}http:\/\/.*\/readyz answers/);
  });
});

backup(() => live);

it('a lost administrator’s key is replaced by who may invoke the function, and opens nothing more', async () => {
  expect(JSON.parse(await invoke('admin-key', {}))).toEqual({ kind: 'kept' });
  const { kind, token } = JSON.parse(await invoke('admin-key', { replace: true }));
  expect(kind).toBe('created');
  // An instance of the API may know the former one for a minute.
  client = clientOf({ ...stack, adminKey: token });
  expect((await client.get('/v1/scans?limit=1')).status).toBe(200);
});

it('a function without its role’s rights can do nothing: what worked above was allowed by the roles', async () => {
  expect((await client.get('/v1/scans')).status).toBe(200);
  await takeRights('ApiRole');
  const refused = await client.get('/v1/scans');
  expect(refused.status).toBe(500);
  expect(JSON.stringify(refused.body)).not.toMatch(/arn:|dynamodb|AccessDenied/i);
});

const toHeaders = (headers: { readonly [name: string]: unknown }): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
