import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import { type Service, startService } from '../cli/bundle.ts';
import { runAction } from '../gates/action.ts';
import { scratch } from '../gates/script.ts';
import { file, tar } from '../image/build.ts';
import { type Pushed, pusher, type RegistryProcess, startRegistry } from './registry-process.ts';

/** Runs as root and brings a private key along; made here, so that its digests are the same wherever this runs. */
const keyLayer = gzipSync(tar(file('app/server', '#!', 0o755), file('app/tls.key', readFileSync('test/fixtures/tls/tls.key', 'utf8'))));
const config = {
  os: 'linux',
  architecture: 'amd64',
  config: { Entrypoint: ['/app/server'] },
  rootfs: { type: 'layers', diff_ids: [sha256(gunzipSync(keyLayer))] },
  history: [{ created_by: 'COPY app /app' }],
};

let registry: RegistryProcess;
let service: Service;
let server = '';
let pushed: Pushed;
const home = scratch();
beforeAll(async () => {
  registry = await startRegistry();
  const to = pusher(registry.host, 'shop/web');
  pushed = await to.manifest('1.4', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: await to.blob(Buffer.from(JSON.stringify(config)), 'application/vnd.oci.image.config.v1+json'),
    layers: [await to.blob(keyLayer, 'application/vnd.oci.image.layer.v1.tar+gzip')],
  });
  service = await startService({
    PLIMSOLL_HOME: join(home, 'home'),
    PLIMSOLL_ADMIN_KEY: 'fixed',
    PLIMSOLL_ADVISORIES: '/nonexistent',
    PLIMSOLL_REGISTRIES: JSON.stringify({ [registry.host]: { insecure: true, internal: true } }),
  });
  const [, address = ''] = await service.output(/listening on (http:\S+)/);
  server = address;
}, 120_000);
afterAll(async () => {
  await service.stop();
  await registry.stop();
  await rm(home, { recursive: true, force: true });
});

/** Without what differs from run to run. */
const steady = (text: string): string =>
  text
    .replaceAll(registry.host, 'registry.example')
    .replaceAll(/ver_\w{26}/g, 'ver_…')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');

it('the action stops a job for an image that a service denies, and says why where people look', { timeout: 120_000 }, async () => {
  const image = `${registry.host}/shop/web:1.4`;
  const inputs = { targets: `${image}\nexamples/shop-fixed/Dockerfile\n`, server };
  const ran = await runAction(inputs, { PLIMSOLL_TOKEN: 'fixed' });
  const verdict = JSON.parse(readFileSync(ran.outputs.get('json') ?? '', 'utf8'));
  expect([ran.status, ran.outputs.get('exit-code'), ran.outputs.get('decision')]).toEqual([1, '1', 'deny']);
  expect(
    verdict.findings.filter(({ effect }: { effect: string }) => effect === 'deny').map(({ subject }: { subject: number }) => subject),
  ).toContain(0);
  expect(verdict.subjects[0]).toMatchObject({ kind: 'image', ref: image, digest: pushed.digest });
  const kept = await fetch(`${server}/v1/verdicts/${verdict.id}?format=markdown`, { headers: { authorization: 'Bearer fixed' } });
  expect(ran.summary).toBe(await kept.text());
  const record = `$ exit code ${ran.status}\n\n== log of the job\n${ran.printed}\n== summary of the job\n${ran.summary}`;
  await expect(steady(record)).toMatchFileSnapshot('../golden/github-run.txt');
});

it('a key that may not, or a service that is away, is no allowance', { timeout: 120_000 }, async () => {
  const targets = `${registry.host}/shop/web:1.4`;
  expect((await runAction({ targets, server }, { PLIMSOLL_TOKEN: 'wrong' })).status).toBe(2);
  expect((await runAction({ targets, server: 'http://127.0.0.1:9' }, { PLIMSOLL_TOKEN: 'fixed' })).status).toBe(3);
});
