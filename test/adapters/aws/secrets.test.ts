import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, it } from 'vitest';
import { secretsManager } from '../../../lib/adapters/aws/secrets.ts';
import { codeOf } from '../../contract/table.ts';
import { type Answer, type FakeService, fakeService, ok, refused } from './service.ts';

const opened: FakeService[] = [];
afterEach(async () => void (await Promise.all(opened.splice(0).map((one) => one.close()))));

const open = async (answers: readonly Answer[]) => {
  const service = await fakeService(answers);
  opened.push(service);
  const client = new SecretsManagerClient({ ...service.settings, maxAttempts: 1 });
  const time = { now: Date.UTC(2026, 10, 22) };
  const pace = { wait: async () => {}, random: () => 0 };
  return {
    service,
    time,
    secrets: secretsManager({ clock: { now: () => time.now }, prefix: 'plimsoll/test/', client: async () => client, pace }),
  };
};
const value = (SecretString: string): Answer => ok({ SecretString });
const minute = 60_000;

it('keeps a value for a minute and then sees that it was rotated', async () => {
  const { service, time, secrets } = await open([value('one'), value('two')]);
  expect(await secrets.get('a')).toBe('one');
  time.now += minute - 1;
  expect(await secrets.get('a')).toBe('one');
  time.now += 1;
  expect(await secrets.get('a')).toBe('two');
  expect(service.asked.map(({ input }) => input['SecretId'])).toEqual(['plimsoll/test/a', 'plimsoll/test/a']);
});

it('reads again when the clock was put back: a value would be taken for new for as long', async () => {
  const { time, secrets } = await open([value('one'), value('two')]);
  await secrets.get('a');
  time.now -= 60 * minute;
  expect(await secrets.get('a')).toBe('two');
});

it('sees at once that a value was rotated when it is told that the one it gave is refused, and is not made to ask each time', async () => {
  const { service, time, secrets } = await open([value('one'), value('two'), value('three')]);
  await secrets.get('a');
  expect([await secrets.get('a'), await secrets.get('a', true), await secrets.get('a', true)]).toEqual(['one', 'two', 'two']);
  expect(service.asked).toHaveLength(2);
  time.now += 5_000;
  expect(await secrets.get('a', true)).toBe('three');
});

it('keeps it, too, that there is none', async () => {
  const { service, secrets } = await open([refused('ResourceNotFoundException')]);
  expect([await secrets.get('a'), await secrets.get('a')]).toEqual([undefined, undefined]);
  expect(service.asked).toHaveLength(1);
});

it('uses the last value while the service is away, and none that it never had', async () => {
  const { time, secrets } = await open([value('one'), refused('InternalServiceError', {}, 500)]);
  expect(await secrets.get('a')).toBe('one');
  time.now += 10 * minute;
  expect(await secrets.get('a')).toBe('one');
  expect(await codeOf(secrets.get('b'))).toBe('unavailable');
});

it('does not hide behind a kept value that the role may not read any more', async () => {
  const { time, secrets } = await open([value('one'), refused('AccessDeniedException')]);
  await secrets.get('a');
  time.now += minute;
  await expect(secrets.get('a')).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

it('brings a deleted secret back when it is put again', async () => {
  const { service, secrets } = await open([refused('InvalidRequestException'), ok(), ok()]);
  await secrets.put('a', 'new');
  expect(service.asked.map(({ operation }) => operation)).toEqual(['PutSecretValue', 'RestoreSecret', 'PutSecretValue']);
});

it('puts over what another has created in this moment', async () => {
  const { service, secrets } = await open([refused('ResourceNotFoundException'), refused('ResourceExistsException'), ok()]);
  await secrets.put('a', 'new');
  expect(service.asked.map(({ operation }) => operation)).toEqual(['PutSecretValue', 'CreateSecret', 'PutSecretValue']);
});

it('does not fight others for a secret without end', async () => {
  const { secrets } = await open([
    refused('InvalidRequestException'),
    ok(),
    refused('InvalidRequestException'),
    ok(),
    refused('InvalidRequestException'),
    ok(),
    refused('InvalidRequestException'),
    ok(),
    refused('InvalidRequestException'),
    ok(),
  ]);
  expect(await codeOf(secrets.put('a', 'new'))).toBe('unavailable');
});

it('names no secret in what it throws to callers', async () => {
  const { secrets } = await open(['lost']);
  await expect(secrets.put('registry/docker.io', 'hunter2')).rejects.toSatisfy(
    (error: unknown) => !JSON.stringify([String(error), error]).includes('hunter2'),
  );
});
