import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientKey, ecrClients } from '../../../lib/adapters/aws/ecr/client.ts';
import { assumedRole } from '../../../lib/adapters/aws/role.ts';
import { codeOf } from '../../contract/table.ts';

const role = 'arn:aws:iam::222222222222:role/plimsoll-prod-member';
const asked: URLSearchParams[] = [];
let answer = { status: 200, body: '' };

// STS speaks XML. Source: STS API reference, AssumeRole, examples.
const given = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
  <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
  <Expiration>2026-11-22T11:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
const refusal = (code: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;

const server = createServer(async (request, response) => {
  asked.push(new URLSearchParams(await text(request)));
  response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
});
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

describe('the role of another account', () => {
  it('is taken on for an hour', async () => {
    answer = { status: 200, body: given };
    expect(await assumedRole(role)()).toEqual({
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiration: new Date('2026-11-22T11:00:00Z'),
    });
    const [first] = asked;
    expect([first?.get('Action'), first?.get('RoleArn'), first?.get('DurationSeconds')]).toEqual(['AssumeRole', role, '3600']);
  });

  it.each([
    ['AccessDenied', 403, 'registry-unauthorized'],
    ['Throttling', 400, 'unavailable'],
  ])('that answers %s is %s', async (code, status, expected) => {
    answer = { status, body: refusal(code) };
    expect(await codeOf(assumedRole(role)())).toBe(expected);
  });
});

it('an account with a role has clients of its own, others share one for each region', async () => {
  const roles = { '222222222222': role };
  const [own, other] = ['111111111111', '222222222222'].map((account) => clientKey({ account, region: 'eu-west-1' }, roles));
  expect([own, other]).toEqual(['eu-west-1', '222222222222#eu-west-1']);
  const taken: string[] = [];
  const credentials = { accessKeyId: 'A', secretAccessKey: 'S', sessionToken: 'T', expiration: new Date(8.64e15) };
  const clients = ecrClients(roles, (one) => {
    taken.push(one);
    return async () => credentials;
  });
  const [first, second, third] = await Promise.all([
    clients('eu-west-1', '111111111111'),
    clients('eu-west-1', '222222222222'),
    clients('eu-west-1', '333333333333'),
  ]);
  expect(first).toBe(third);
  expect(second).not.toBe(first);
  expect(taken).toEqual([role]);
  expect(await second?.config.credentials()).toMatchObject({ accessKeyId: 'A', sessionToken: 'T' });
});
