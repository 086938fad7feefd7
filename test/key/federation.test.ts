import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEgress } from '../../lib/adapters/egress/egress.ts';
import { type TrustRule, trustRule } from '../../lib/key/federation/trust.ts';
import { bodyOf, openWorld, start, type World } from '../api/harness.ts';

const published: { keys: JWK[]; issuer: string | null; status: number; asked: string[] } = {
  keys: [],
  issuer: null,
  status: 200,
  asked: [],
};
const server = createServer((request, response) => {
  published.asked.push(request.url ?? '');
  const isDiscovery = request.url === '/.well-known/openid-configuration';
  const body = isDiscovery ? { issuer: published.issuer ?? origin, jwks_uri: `${origin}/keys` } : { keys: published.keys };
  response.writeHead(published.status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
let origin = '';
let rsa: { privateKey: CryptoKey; publicKey: CryptoKey };
let rsaJwk: JWK;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${isTcp(address) ? address.port : 0}`;
  rsa = await generateKeyPair('RS256', { extractable: true });
  rsaJwk = { ...(await exportJWK(rsa.publicKey)), kid: 'one' };
});
afterAll(() => void server.close());
beforeEach(() => void Object.assign(published, { keys: [rsaJwk], issuer: null, status: 200, asked: [] }));

const isTcp = (address: string | AddressInfo | null): address is AddressInfo => typeof address === 'object' && address !== null;
const rule = (more: Partial<TrustRule> = {}): TrustRule =>
  trustRule().parse({
    issuer: origin,
    audience: 'https://plimsoll.example.com',
    claims: { sub: 'repo:acme/*:ref:refs/heads/main', repository_owner: ['acme', 'acme-labs'] },
    tenant: 'acme',
    scopes: ['verdict:read', 'key:write', 'key:read'],
    ...more,
  });
const claims = { repository_owner: 'acme', sub: 'repo:acme/shop:ref:refs/heads/main' };
type Made = {
  alg?: string;
  kid?: string;
  key?: CryptoKey | Uint8Array;
  claims?: object;
  audience?: string;
  issuer?: string;
  exp?: number | null;
};
const token = ({ alg = 'RS256', kid = 'one', key = rsa.privateKey, ...made }: Made = {}): Promise<string> => {
  const now = Math.floor(start / 1000);
  const signer = new SignJWT({ ...claims, ...made.claims })
    .setProtectedHeader({ alg, kid })
    .setIssuer(made.issuer ?? origin)
    .setAudience(made.audience ?? 'https://plimsoll.example.com')
    .setIssuedAt(now);
  return (made.exp === null ? signer : signer.setExpirationTime(made.exp ?? now + 600)).sign(key);
};
const opened = async (rules: readonly TrustRule[] = [rule()], insecure: readonly string[] = ['127.0.0.1']): Promise<World> =>
  openWorld({ trust: rules, egress: createEgress({ purposes: { identity: { allow: insecure, insecure } } }) });
const statusOf = async (world: World, key: string, path = '/v1/verdicts'): Promise<number> => (await world.send({ path, key })).status;

describe('a token of a trusted issuer', () => {
  it('stands for a caller of the rule, who is named in the audit trail', async () => {
    const world = await opened([rule({ scopes: ['key:write', 'audit:read'] })]);
    const key = await token();
    const made = await world.send({ method: 'POST', path: '/v1/keys', key, json: { name: 'a', scopes: ['audit:read'] } });
    expect(made.status).toBe(201);
    const { items } = await bodyOf(await world.send({ path: '/v1/audit', key }));
    expect(items).toMatchObject([{ action: 'key.create', actor: { kind: 'federated', issuer: origin, subject: claims.sub } }]);
    expect(await statusOf(world, key)).toBe(403);
    expect(published.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it.each(['PS256', 'ES256', 'EdDSA'])('may be signed by %s', async (alg) => {
    const pair = await generateKeyPair(alg, { extractable: true });
    published.keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'other', alg }];
    expect(await statusOf(await opened(), await token({ alg, kid: 'other', key: pair.privateKey }))).toBe(200);
  });

  it.each<[string, Made]>([
    ['for another audience', { audience: 'https://other.example.com' }],
    ['of another issuer', { issuer: 'https://other.example.com' }],
    ['that has expired', { exp: Math.floor(start / 1000) - 31 }],
    ['that never expires', { exp: null }],
    ['that is not valid yet', { claims: { nbf: Math.floor(start / 1000) + 60 } }],
    ['of another subject', { claims: { sub: 'repo:evil/shop:ref:refs/heads/main' } }],
    ['whose subject only begins alike', { claims: { sub: 'repo:acme/shop:ref:refs/heads/main-evil' } }],
    ['of another owner', { claims: { repository_owner: 'evil' } }],
    ['without a claim', { claims: { repository_owner: undefined } }],
    ['whose claim is no text', { claims: { repository_owner: { acme: 'acme' } } }],
  ])('is refused %s', async (_title, made) => {
    expect(await statusOf(await opened(), await token(made))).toBe(401);
  });

  it('is refused when nobody is trusted, and no issuer is asked', async () => {
    expect(await statusOf(await opened([]), await token())).toBe(401);
    expect(published.asked).toEqual([]);
  });

  it('gets what the rule says that it meets, and no more', async () => {
    const world = await opened([rule({ claims: { sub: 'repo:other/**' }, scopes: ['audit:read'] }), rule()]);
    expect([await statusOf(world, await token()), await statusOf(world, await token(), '/v1/audit')]).toEqual([200, 403]);
  });
});

describe('algorithm confusion', () => {
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);

  it('by the public key as a shared secret', async () => {
    const world = await opened();
    for (const secret of [await exportSPKI(rsa.publicKey), JSON.stringify(rsaJwk), rsaJwk.n ?? '']) {
      for (const alg of ['HS256', 'HS384', 'HS512']) expect(await statusOf(world, await token({ alg, key: text(secret) }))).toBe(401);
    }
  });

  it('by a shared secret among the published keys', async () => {
    const secret = text('s'.repeat(64));
    published.keys = [{ kty: 'oct', k: Buffer.from(secret).toString('base64url'), kid: 'one', alg: 'HS256' }, rsaJwk];
    expect(await statusOf(await opened(), await token({ alg: 'HS256', key: secret }))).toBe(401);
  });

  it('by no signature', async () => {
    const unsigned = new UnsecuredJWT(claims)
      .setIssuer(origin)
      .setAudience('https://plimsoll.example.com')
      .setExpirationTime(Math.floor(start / 1000) + 600)
      .encode();
    const signed = await token();
    const world = await opened();
    for (const one of [unsigned, `${unsigned}AA`, signed.slice(0, signed.lastIndexOf('.') + 1), `${signed.slice(0, -8)}AAAAAAAA`]) {
      expect(await statusOf(world, one)).toBe(401);
    }
  });

  it('by a key in the token itself', async () => {
    const own = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(own.publicKey);
    const made = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'one', jwk, jku: 'https://evil.example.com/keys' })
      .setIssuer(origin)
      .setAudience('https://plimsoll.example.com')
      .setExpirationTime(Math.floor(start / 1000) + 600)
      .sign(own.privateKey);
    expect(await statusOf(await opened(), made)).toBe(401);
    expect(published.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });
});

describe("an issuer's keys", () => {
  it('are asked once for many tokens, and not for every made-up key id', async () => {
    const world = await opened();
    const good = await token();
    expect(await Promise.all([good, good, good].map((one) => statusOf(world, one)))).toEqual([200, 200, 200]);
    for (const kid of ['a', 'b', 'c']) expect(await statusOf(world, await token({ kid }))).toBe(401);
    expect(published.asked).toHaveLength(2);
  });

  it('are asked again for a new key, after a pause', async () => {
    const world = await opened();
    expect(await statusOf(world, await token())).toBe(200);
    const next = await generateKeyPair('RS256', { extractable: true });
    published.keys = [{ ...(await exportJWK(next.publicKey)), kid: 'two' }];
    world.pass(31_000);
    expect(await statusOf(world, await token({ kid: 'two', key: next.privateKey }))).toBe(200);
    expect(await statusOf(world, await token())).toBe(401);
  });

  it('stay good for a day while the issuer does not answer; without any the answer is 503 and not 401', async () => {
    const world = await opened();
    expect(await statusOf(world, await token({ exp: Math.floor(start / 1000) + 200_000 }))).toBe(200);
    published.status = 500;
    const late = await token({ exp: Math.floor(start / 1000) + 200_000 });
    world.pass(3_600_000);
    expect(await statusOf(world, late)).toBe(200);
    world.pass(86_400_000);
    expect(await statusOf(world, late)).toBe(503);
    expect(await statusOf(await opened(), await token())).toBe(503);
  });

  it('are not taken from a document that names another issuer, nor from an address that the guard refuses', async () => {
    published.issuer = 'https://other.example.com';
    expect(await statusOf(await opened(), await token())).toBe(503);
    published.issuer = null;
    expect(await statusOf(await opened([rule()], []), await token())).toBe(503);
  });
});

it('a rule without a claim or an audience is refused: every token of the issuer would do', () => {
  expect(trustRule().safeParse({ ...rule(), claims: {} }).success).toBe(false);
  expect(trustRule().safeParse({ ...rule(), audience: '' }).success).toBe(false);
});
