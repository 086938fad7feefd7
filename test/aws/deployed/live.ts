import { type FakeRegistry, startFakeRegistry } from '../../fixtures/registry/fake.ts';
import { type Client, clientOf } from '../emulator/client.ts';
import { resetClock } from '../emulator/clock.ts';
import { type Issuer, openIssuer } from '../emulator/issuer.ts';
import { openReceiver, type Receiver } from '../emulator/receiver.ts';
import { deploy, deployAgain, remove, type Stack, type Surroundings } from '../emulator/stack.ts';
import { type Away, pushAndGoAway } from './away.ts';

/** The deployed stack and what is around it. `member`: another account's registry; `sibling`: that of one which has a role for us; `locked`: one that wants a password. */
export type Live = {
  readonly stack: Stack;
  readonly client: Client;
  readonly receiver: Receiver;
  /** The webhook of the receiver. */
  readonly webhook: { readonly id: string; readonly secret: string };
  readonly member: FakeRegistry;
  readonly sibling: FakeRegistry;
  readonly locked: FakeRegistry;
  readonly issuer: Issuer;
  readonly away: Away;
  deployAgain(...parameters: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

export const audience = 'plimsoll-test';

export const openLive = async (): Promise<Live> => {
  resetClock();
  const [receiver, member, sibling, locked, issuer] = [
    await openReceiver(),
    await startFakeRegistry(),
    await startFakeRegistry(),
    await startFakeRegistry(),
    await openIssuer(audience),
  ];
  const rule = { issuer: issuer.url, audience, claims: { sub: 'repo:shop/*' }, tenant: 'default', scopes: ['scan:read'] };
  const around: Surroundings = { member: member.host, sibling: sibling.host, registry: locked.host, trust: [rule] };
  const stack = await deploy(around);
  const client = clientOf(stack);
  const { body } = await client.post('/v1/webhooks', { url: receiver.url, events: ['*'] });
  return {
    stack,
    client,
    receiver,
    webhook: { id: String(body['id']), secret: String(body['secret']) },
    member,
    sibling,
    locked,
    issuer,
    away: await pushAndGoAway(member),
    deployAgain: (...parameters) => deployAgain(around, parameters),
    close: async () => {
      await Promise.all([receiver, member, sibling, locked, issuer].map((one) => one.close()));
      await remove(around);
    },
  };
};
