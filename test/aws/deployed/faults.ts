import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { dynamoTable } from '../../../lib/adapters/aws/dynamodb/table.ts';
import { keys } from '../../../lib/store/keys.ts';
import { putImage } from '../../fixtures/registry/fake.ts';
import { until } from '../emulator/client.ts';
import { forward } from '../emulator/clock.ts';
import { layerOf } from '../emulator/image.ts';
import { ended, scansOf, verdictsOf } from '../emulator/scans.ts';
import { invoke, setTimeOut } from '../emulator/stack.ts';
import { memberPush } from './away.ts';
import type { Live } from './live.ts';

const schedule = { id: 'run-1', source: 'aws.events', 'detail-type': 'Scheduled Event' };
const manifests = [{ name: 'pod.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\n' }];

export const faults = (live: () => Live): void => {
  it('a scan ends with a reason while its registry is away, and is taken up again by the schedule', async () => {
    const { away, client, stack } = live();
    const { scanId, digest } = away;
    const look = () => ended(client, scanId);
    expect(await until('its end', look, () => forward())).toMatchObject({ state: 'failed', reason: { code: 'registry-unavailable' } });
    expect(away.refused()).toBeGreaterThan(10);
    // Told of once more it is known; who brings it back is the sweeper, when its time has come.
    expect(JSON.parse(await invoke('ecr-events', memberPush(digest)))).toEqual({ kind: 'known', scanId });
    away.comeBack();
    const table = dynamoTable({ table: stack.table });
    const item = await table.get(keys.scanLater('default', scanId));
    if (item === undefined) throw new Error('nothing is kept in mind');
    const at = Date.now() - 1;
    await table.write([{ kind: 'put', item: { ...item, body: { ...item.body, at }, second: keys.due(`later_${scanId}`, at) } }]);
    await invoke('sweeper', schedule);
    const again = await until('its second end', async () => {
      const scan = await look();
      return scan?.state === 'failed' ? undefined : scan;
    });
    expect(again).toMatchObject({ state: 'succeeded', reason: null });
    expect(await verdictsOf(client, digest)).toHaveLength(1);
  });

  it('an image that is longer than one run goes on in next messages and has one verdict', async () => {
    const { member, client, stack } = live();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { manifest, layers } = putImage(member, 'long', { layers: names.map((name) => layerOf(`long ${name}`)) });
    const isLayer = (path = ''): boolean => layers.some(({ digest }) => path.endsWith(digest));
    member.misbehave.push((request, response) => {
      const { end } = response;
      if (isLayer(request.url))
        Reflect.set(response, 'end', (body: unknown) => void setTimeout(() => Reflect.apply(end, response, [body]), 900));
      return false;
    });
    // Fifteen seconds are kept for giving it back: two of work are left.
    await setTimeOut('worker', 17);
    const { scanId } = JSON.parse(await invoke('ecr-events', memberPush(manifest.digest)));
    const scan = await until('its end', () => ended(client, scanId));
    await setTimeOut('worker', 300);
    expect(scan).toMatchObject({ state: 'succeeded' });
    const item = await dynamoTable({ table: stack.table }).get(keys.scan('default', scanId));
    expect(Number(item?.body['releases'])).toBeGreaterThan(0);
    expect(await verdictsOf(client, manifest.digest)).toHaveLength(1);
    expect(await scansOf(client, manifest.digest)).toHaveLength(1);
  });

  describe('messages that nobody can work on', () => {
    it('of an older version, or whose scan is gone, leave the queue and hold up no other', async () => {
      const { client, stack } = live();
      const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
      const bodies = [
        { kind: 'inspect', tenant: 'default', image: 'x' },
        { kind: 'scan', tenant: 'default', scanId: 'scan_gone' },
        'no job',
      ];
      for (const body of bodies)
        await sqs.send(new SendMessageCommand({ QueueUrl: stack.queueUrl, MessageBody: JSON.stringify(body), MessageGroupId: 'default' }));
      sqs.destroy();
      const { body } = await client.post('/v1/scans?wait=25', { manifests });
      expect(body).toMatchObject({ state: 'succeeded' });
      const empty = async (): Promise<true | undefined> => ((await stack.depth()) === 0 ? true : undefined);
      await until('the queue to be empty', empty, () => forward(200));
    });
  });

  it('a record of the stream that is replayed is not announced again', async () => {
    const { client, receiver } = live();
    const { body } = await client.post('/v1/scans?wait=25', { manifests });
    const hook = await until('its webhook', async () => receiver.received.find((one) => one.body.includes(String(body['id']))));
    const id = String(hook.headers['webhook-id']);
    const Keys = { pk: { S: `t#default#event#${id}` }, sk: { S: 'event' } };
    const Records = Array.from({ length: 3 }, (_, n) => ({ eventID: String(n), eventName: 'INSERT', dynamodb: { Keys } }));
    await invoke('outbox', { Records });
    await invoke('outbox', { Records });
    expect(receiver.received.filter((one) => one.body.includes(String(body['id'])))).toHaveLength(1);
  });
};
