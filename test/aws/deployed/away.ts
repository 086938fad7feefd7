import type { Digest } from '../../../lib/model/digest.ts';
import { type FakeRegistry, putImage } from '../../fixtures/registry/fake.ts';
import { layerOf } from '../emulator/image.ts';
import { invoke, memberAccount } from '../emulator/stack.ts';

/** As EventBridge hands it on from the bus of a member account. */
export const memberPush = (digest: string, account = memberAccount): object => ({
  version: '0',
  id: `push-${digest.slice(-8)}`,
  account,
  region: 'us-east-1',
  source: 'aws.ecr',
  'detail-type': 'ECR Image Action',
  detail: { result: 'SUCCESS', 'action-type': 'PUSH', 'repository-name': 'app', 'image-digest': digest, 'image-tag': '1' },
});

/** A push to a registry that does not answer any more. Its tries take most of a minute, in which other tests run. */
export type Away = { readonly digest: Digest; readonly scanId: string; refused(): number; comeBack(): void };

export const pushAndGoAway = async (member: FakeRegistry): Promise<Away> => {
  const { digest } = putImage(member, 'away', { layers: [layerOf('away')] }).manifest;
  let isAway = true;
  let refused = 0;
  member.misbehave.push((request) => {
    if (!isAway || !request.url?.endsWith(digest)) return false;
    refused += 1;
    request.socket.destroy();
    return true;
  });
  const { scanId } = JSON.parse(await invoke('ecr-events', memberPush(digest)));
  return {
    digest,
    scanId,
    refused: () => refused,
    comeBack: () => {
      isAway = false;
    },
  };
};
