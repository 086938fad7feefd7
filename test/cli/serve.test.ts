import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plimsoll, startService } from './bundle.ts';

const answer = z.object({
  decision: z.string(),
  verdictId: z.string(),
  verdict: z.object({ findings: z.array(z.object({ rule: z.string(), subject: z.number() })) }),
});
const page = z.object({ items: z.array(z.object({ id: z.string(), decision: z.string() })) });

describe('the service on one machine', () => {
  let home = '';
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'plimsoll-serve-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const ask = (address: string, token: string, path: string, body?: string) =>
    fetch(`${address}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
    });

  it('shows a key once, judges the example change, keeps the verdict over a restart, and drains on SIGTERM', async () => {
    const first = await startService({ PLIMSOLL_HOME: home });
    const [, address = ''] = await first.output(/listening on (http:\/\/127\.0\.0\.1:\d+)/);
    const [, token = ''] = await first.output(/shown once\): (\S+)/);
    expect((await fetch(`${address}/readyz`)).status).toBe(200);

    const judged = answer.parse(
      await (await ask(address, token, '/v1/scans?wait=25', readFileSync('examples/change.json', 'utf8'))).json(),
    );
    expect(judged.decision).toBe('deny');
    expect(new Set(judged.verdict.findings.map(({ subject }) => subject)).size).toBeGreaterThan(1);
    expect(await first.stop()).toBe(0);

    const second = await startService({ PLIMSOLL_HOME: home });
    const [, again = ''] = await second.output(/listening on (http:\/\/\S+)/);
    const listed = page.parse(await (await ask(again, token, '/v1/verdicts')).json());
    expect(listed.items.map(({ id }) => id)).toEqual([judged.verdictId]);
    expect(await second.stop()).toBe(0);
  });

  it('says that another listens at its address and ends, and the next start shows the key', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const { status, stderr } = await plimsoll(['serve', '--port', String(port), '--home', home]);
    other.close();
    expect([status, stderr]).toEqual([2, `plimsoll: 127.0.0.1:${port}: something else listens there; --port chooses another\n`]);
    const service = await startService({ PLIMSOLL_HOME: home });
    await service.output(/shown once\): (\S+)/);
    expect(await service.stop()).toBe(0);
  });

  it('gives the answer that the README shows', async () => {
    const service = await startService({ PLIMSOLL_HOME: home, PLIMSOLL_ADMIN_KEY: 'fixed' });
    const [, address = ''] = await service.output(/listening on (http:\/\/\S+)/);
    const answered = z
      .object({
        state: z.string(),
        decision: z.string(),
        verdict: z.object({ policy: z.object({ name: z.string() }), findings: z.array(z.looseObject({ rule: z.string() })) }),
      })
      .parse(await (await ask(address, 'fixed', '/v1/scans?wait=25', readFileSync('examples/change.json', 'utf8'))).json());
    expect(await service.stop()).toBe(0);
    const [, shown = ''] = /<!-- answer -->\n```json\n([\s\S]*?)```/.exec(readFileSync('README.md', 'utf8')) ?? [];
    const { state, decision, verdict } = answered;
    const findings = verdict.findings.filter(({ rule }) => rule === 'across-exec-program');
    expect({ state, decision, verdict: { policy: verdict.policy, findings } }).toEqual(JSON.parse(shown));
  });

  it('takes the key that automation fixes, and refuses files outside the folder of images', async () => {
    const service = await startService({ PLIMSOLL_HOME: home, PLIMSOLL_ADMIN_KEY: 'fixed' });
    const [, address = ''] = await service.output(/listening on (http:\/\/\S+)/);
    expect((await ask(address, 'other', '/v1/verdicts')).status).toBe(401);
    const refused = await ask(address, 'fixed', '/v1/scans?wait=25', JSON.stringify({ image: 'oci-layout:/etc' }));
    expect(await refused.json()).toMatchObject({ state: 'failed', reason: { code: 'invalid-reference' } });
    expect(await service.stop()).toBe(0);
  });
});
