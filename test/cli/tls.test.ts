import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from './bundle.ts';

const review = {
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: {
    uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: { group: '', version: 'v1', resource: 'pods' },
    name: 'web',
    namespace: 'shop',
    operation: 'CREATE',
    userInfo: { username: 'dev' },
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { hostPID: true, containers: [{ name: 'web', image: 'nginx:1.27.3' }] },
    },
    dryRun: true,
  },
};

/** A pair made for this test alone, for the loopback; it protects nothing. */
const pair = 'test/fixtures/tls';

describe('plimsoll serve as a cluster runs it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-tls-'));
  const adminKey = `plim_test_${'a'.repeat(16)}`;
  let service: Service | undefined;
  let port = 0;

  const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; json: unknown }> =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port,
          path,
          method: 'POST',
          ca: readFileSync(join(pair, 'tls.crt')),
          headers: { 'content-type': 'application/json', ...headers },
        },
        (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, json: JSON.parse(text) }));
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify(body));
    });

  beforeAll(async () => {
    writeFileSync(join(folder, 'admin'), `${adminKey}\n`);
    service = await startService({
      PLIMSOLL_HOME: join(folder, 'home'),
      PLIMSOLL_ADMIN_KEY_FILE: join(folder, 'admin'),
      PLIMSOLL_ADMISSION_KEY_FILE: join(folder, 'admission'),
      PLIMSOLL_TLS_CERT: join(pair, 'tls.crt'),
      PLIMSOLL_TLS_KEY: join(pair, 'tls.key'),
    });
    port = Number((await service.output(/listening on https:\/\/127\.0\.0\.1:(\d+)/))[1]);
  });
  afterAll(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks for a key until the admission key is there, then answers reviews without one', async () => {
    expect((await post('/v1/admission/starter', review)).status).toBe(401);
    const made = await post('/v1/keys', { name: 'cluster', scopes: ['admission:write'] }, { authorization: `Bearer ${adminKey}` });
    expect(made).toMatchObject({ status: 201, json: { token: expect.any(String) } });
    writeFileSync(join(folder, 'admission'), JSON.parse(JSON.stringify(made.json)).token);
    expect(await post('/v1/admission/-', review)).toMatchObject({
      status: 200,
      json: { response: { uid: review.request.uid, allowed: false } },
    });
  });

  it('is found healthy by the check of the image', () => {
    const healthcheck = /^\s*CMD (\["\/nodejs\/bin\/node".*\])$/m.exec(readFileSync('Dockerfile', 'utf8'))?.[1] ?? '';
    const [, ...words] = JSON.parse(healthcheck);
    const check = (at: number) =>
      spawnSync(process.execPath, words, { env: { PLIMSOLL_PORT: String(at), PLIMSOLL_TLS_CERT: join(pair, 'tls.crt') } }).status;
    expect(check(port)).toBe(0);
    expect(check(1)).toBe(1);
  });

  it('lends the admission key to nothing else', async () => {
    for (const path of ['/v1/scans', '/v1/evaluate', '/v1/keys', '/v1/admission/starter/settings'])
      expect((await post(path, {})).status).not.toBeLessThan(401);
    expect((await post('/v1/admission/-', review, { authorization: 'Bearer wrong' })).status).toBe(401);
  });
});
