import { describe, expect, it } from 'vitest';
import { putImage, types } from '../../fixtures/registry/fake.ts';
import { until } from '../emulator/client.ts';
import { layerOf } from '../emulator/image.ts';
import { ended, scanOfPush } from '../emulator/scans.ts';
import { invoke, makeMember, siblingAccount } from '../emulator/stack.ts';
import { memberPush } from './away.ts';
import type { Live } from './live.ts';

/** What the emulated ECR gives as a token to whoever may ask for one. */
const token = `Basic ${Buffer.from('AWS:ministack-auth-token').toString('base64')}`;

/** An account that has a role for us: its IAM, STS and ECR are the emulator's, the data of its registry that of a fake which wants ECR's token. */
export const member = (live: () => Live): void => {
  describe('another account', () => {
    it('is read with its role alone: without that a scan says what it lacks, and with it is tried again', async () => {
      const { sibling, client } = live();
      sibling.misbehave.push(({ headers }, response) => {
        if (headers.authorization === token) return false;
        response.writeHead(401, { 'www-authenticate': 'Basic realm="ecr"' }).end();
        return true;
      });
      const { digest } = putImage(sibling, 'told', { layers: [layerOf('of another account')] }).manifest;
      const { scanId } = JSON.parse(await invoke('ecr-events', memberPush(digest, siblingAccount)));
      expect(await until('its end', () => ended(client, scanId))).toMatchObject({
        state: 'failed',
        reason: { code: 'registry-unauthorized' },
      });
      expect(sibling.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);

      const { config, layers } = putImage(sibling, 'lost', { layers: [layerOf('lost by another account')] });
      const manifest = JSON.stringify({ schemaVersion: 2, mediaType: types.manifest, config, layers });
      expect(await makeMember('app', 'lost', manifest)).toContain(`arn:aws:iam::${siblingAccount}:role/`);
      const { status, body } = await client.post(`/v1/scans/${scanId}/retry`, {});
      expect(status).toBe(202);
      expect(await until('its end', () => ended(client, String(body['id'])))).toMatchObject({ state: 'succeeded' });
      expect(sibling.requests.some(({ headers }) => headers.authorization === token)).toBe(true);
    });

    it('has its images known to gates by their tags', async () => {
      const { sibling, client } = live();
      const { digest } = putImage(sibling, 'told', { layers: [layerOf('of another account')] }).manifest;
      // The first question starts a scan of what the tag means.
      const known = await until('the gate to know it', async () => {
        const { body } = await client.post('/v1/gate', { subjects: [{ reference: `${sibling.host}/app:told` }] });
        return JSON.stringify(body).includes('"verdictId":"ver_') ? body : undefined;
      });
      expect(known).toMatchObject({ subjects: [{ digest, verdictId: expect.any(String) }] });
    });
  });
};

/** After a round of the reconciler: what it found in the other account, of which no event told. */
export const foundInMember = async (live: Live, outcome: unknown): Promise<void> => {
  expect(outcome).toMatchObject({ kind: 'ended', started: 1 });
  const { digest } = putImage(live.sibling, 'lost', { layers: [layerOf('lost by another account')] }).manifest;
  expect(await scanOfPush(live.client, digest)).toMatchObject({ state: 'succeeded' });
};
