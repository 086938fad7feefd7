import { expect, it } from 'vitest';
import { until } from '../emulator/client.ts';
import { shown } from '../emulator/scans.ts';
import type { Live } from './live.ts';

const policy = (severity: string): object => ({
  apiVersion: 'plimsoll.dev/v1',
  kind: 'Policy',
  metadata: { name: 'candidate' },
  spec: { rules: [], thresholds: { misconfiguration: { deny: severity, warn: 'never' } } },
});

export const replay = (live: () => Live): void => {
  it('a policy that is not active yet is tried on the stored verdicts: what it would have let through is told, and nothing is changed', async () => {
    const { client, receiver } = live();
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: { name: replayed }\nspec: { containers: [{ name: a, image: a:1, securityContext: { privileged: true } }] }\n';
    const judged = shown((await client.post('/v1/scans?wait=25', { manifests: [{ name: 'pod.yaml', text }] })).body);
    expect(judged).toMatchObject({ state: 'succeeded', decision: 'deny' });

    const stored = await client.post('/v1/policies', policy('never'));
    expect(stored.status).toBe(201);
    const asked = { policy: 'candidate', digest: stored.body['digest'], judgedBy: '*' };
    const { status, body } = await client.post('/v1/replays', asked);
    expect(status).toBe(202);
    const ended = await until('the end of the replay', async () => {
      const { body: now } = await client.get(`/v1/replays/${String(body['id'])}`);
      return ['queued', 'running'].includes(String(now['state'])) ? undefined : now;
    });
    expect(ended).toMatchObject({ state: 'succeeded', policy: { name: 'candidate' }, progress: { fraction: 1 }, reason: null });
    const { body: changes } = await client.get(`/v1/replays/${String(body['id'])}/changes?becomes=allow&limit=100`);
    const ids = Object(changes['items']).map(({ verdictId }: { readonly verdictId: string }) => verdictId);
    expect(ids).toContain(judged.verdictId);
    expect((await client.get(`/v1/verdicts/${judged.verdictId}`)).body).toMatchObject({ decision: 'deny' });
    await until('its webhook', async () => receiver.received.find((hook) => hook.body.includes(String(body['id']))));
  });
};
