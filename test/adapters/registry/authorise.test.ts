import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../../lib/adapters/registry/distribution/credentials.ts';
import { putImage } from '../../fixtures/registry/fake.ts';
import { demandToken, startTokenServer, type TokenServer } from '../../fixtures/registry/token-server.ts';
import { codeOf, fakeRegistry, quickPace, sourceFor } from './registry.ts';

const running: TokenServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
const tokenServer = async (): Promise<TokenServer> => {
  const server = await startTokenServer();
  running.push(server);
  return server;
};
const knows = (credential: Credential) => async (): Promise<Credential> => credential;
const basic: Credential = { kind: 'basic', username: 'me', password: 'pässword:1' };
const basicText = `Basic ${Buffer.from('me:pässword:1').toString('base64')}`;

/** Gives the older password until it is told that it is refused, as a home does that keeps secrets for a while. */
const rotated = () => {
  const asked: boolean[] = [];
  let isOld = true;
  const credentials = async (_registry: string, _signal?: AbortSignal, isRefused = false): Promise<Credential> => {
    asked.push(isRefused);
    if (isRefused) isOld = false;
    return { kind: 'basic', username: 'me', password: isOld ? 'old' : 'new' };
  };
  return { asked, credentials, newText: `Basic ${Buffer.from('me:new').toString('base64')}` };
};

describe('a password that was rotated', () => {
  it('is read anew when the registry refuses the one that was kept', async () => {
    const registry = await fakeRegistry();
    putImage(registry, '1');
    const { asked, credentials, newText } = rotated();
    registry.misbehave.push(({ headers }, response) => {
      if (headers.authorization === newText) return false;
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      return true;
    });
    const source = sourceFor({ credentials });
    await source.resolve(`${registry.host}/app:1`);
    expect(asked.filter(Boolean)).toHaveLength(1);
    await source.resolve(`${registry.host}/app:1`);
    expect(asked.filter(Boolean)).toHaveLength(1);
  });

  it('is read anew when the realm refuses the one that was kept', async () => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    putImage(registry, '1');
    const { asked, credentials, newText } = rotated();
    demandToken(registry, tokens);
    const { answer } = tokens;
    tokens.answer = (query) => (tokens.questions.at(-1)?.authorization === newText ? answer(query) : { status: 401, body: {} });
    await sourceFor({ credentials }).resolve(`${registry.host}/app:1`);
    expect(asked.filter(Boolean)).toHaveLength(1);
  });

  it('is asked for once more and no further when it is wrong', async () => {
    const registry = await fakeRegistry();
    const asked: boolean[] = [];
    registry.misbehave.push((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      return true;
    });
    const credentials = async (_registry: string, _signal?: AbortSignal, isRefused = false): Promise<Credential> => {
      asked.push(isRefused);
      return basic;
    };
    expect(await codeOf(sourceFor({ credentials }).resolve(`${registry.host}/app:1`))).toBe('registry-unauthorized');
    expect(asked).toEqual([false, true]);
  });
});

describe('a registry that asks for a token', () => {
  it('gets one, kept for the next requests', async () => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    putImage(registry, '1');
    demandToken(registry, tokens);
    const source = sourceFor();
    const [image] = await source.resolve(`${registry.host}/app:1`);
    if (!image?.layers[0]) throw new Error('no layer');
    await buffer(await source.blob(image, image.layers[0]));
    await source.resolve(`${registry.host}/app:1`);
    expect(tokens.questions.map(({ query }) => Object.fromEntries(query))).toEqual([
      { service: 'registry, of tests', scope: 'repository:app:pull' },
    ]);
    expect(registry.requests.filter(({ headers }) => headers.authorization === undefined)).toHaveLength(1);
  });

  it('gets another when the first is over, or is refused', async () => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    putImage(registry, '1');
    demandToken(registry, tokens);
    const pace = quickPace();
    const source = sourceFor({ pace });
    await source.resolve(`${registry.host}/app:1`);
    await pace.wait(49_000);
    await source.resolve(`${registry.host}/app:1`);
    expect(tokens.questions).toHaveLength(1);
    await pace.wait(2_000);
    await source.resolve(`${registry.host}/app:1`);
    expect(tokens.questions).toHaveLength(2);
    tokens.valid.clear();
    await source.resolve(`${registry.host}/app:1`);
    expect(tokens.questions).toHaveLength(3);
  });

  it('is asked for pulling this repository and nothing else, whatever it says', async () => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    putImage(registry, '1');
    demandToken(registry, tokens, `Bearer realm="${tokens.url}",scope="repository:secret:pull,push registry:catalog:*"`);
    await sourceFor().resolve(`${registry.host}/app:1`);
    expect(tokens.questions[0]?.query.getAll('scope')).toEqual(['repository:app:pull']);
  });

  it('keeps a scope that is a bare word, as public ECR has', async () => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    putImage(registry, '1');
    demandToken(registry, tokens, `Bearer realm="${tokens.url}",service="public.ecr.aws",scope="aws"`);
    await sourceFor().resolve(`${registry.host}/app:1`);
    expect(tokens.questions[0]?.query.get('scope')).toBe('aws');
  });

  it('sees a name and password at its own realm only', async () => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    putImage(registry, '1');
    demandToken(registry, tokens);
    await sourceFor({ credentials: knows(basic) }).resolve(`${registry.host}/app:1`);
    expect(tokens.questions[0]?.authorization).toBe(basicText);
    expect(registry.requests.every(({ headers }) => !headers.authorization?.startsWith('Basic'))).toBe(true);
  });

  it.each([
    [undefined, undefined],
    [['localhost'], basicText],
  ])('is told nothing at another host unless that is configured: realms %j', async (realms, expected) => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    putImage(registry, '1');
    const elsewhere = tokens.url.replace('127.0.0.1', 'localhost');
    demandToken(registry, tokens, `Bearer realm="${elsewhere}",service="x"`);
    const registries = realms ? { [registry.host]: { realms } } : {};
    await sourceFor({ credentials: knows(basic), registries }).resolve(`${registry.host}/app:1`);
    expect(tokens.questions[0]?.authorization).toBe(expected);
  });

  it('gets an identity token posted, never in an address', async () => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    putImage(registry, '1');
    demandToken(registry, tokens);
    tokens.answer = () => {
      tokens.valid.add('short-lived');
      return { status: 200, body: { access_token: 'short-lived', expires_in: 300 } };
    };
    await sourceFor({ credentials: knows({ kind: 'identity-token', token: 'refresh' }) }).resolve(`${registry.host}/app:1`);
    expect(tokens.questions[0]?.method).toBe('POST');
    expect(Object.fromEntries(tokens.questions[0]?.query ?? [])).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'refresh',
      scope: 'repository:app:pull',
    });
  });

  it('gets a ready token as it is', async () => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    putImage(registry, '1');
    demandToken(registry, tokens);
    tokens.valid.add('ready');
    await sourceFor({ credentials: knows({ kind: 'bearer', token: 'ready' }) }).resolve(`${registry.host}/app:1`);
    expect(tokens.questions).toEqual([]);
  });

  it.each<[string, number, unknown, string]>([
    ['refuses', 401, {}, 'registry-unauthorized'],
    ['forbids', 403, {}, 'registry-unauthorized'],
    ['is not there', 404, {}, 'registry-unauthorized'],
    ['limits the rate', 429, {}, 'registry-rate-limited'],
    ['fails', 500, {}, 'registry-unavailable'],
    ['answers nonsense', 200, 'nonsense', 'registry-unavailable'],
    ['answers without a token', 200, {}, 'registry-unavailable'],
    ['answers a token that breaks headers', 200, { token: 'a\r\nx: y' }, 'registry-unavailable'],
    ['answers without end', 200, 'x'.repeat(300_000), 'too-large'],
    ['answers a token that the registry refuses', 200, { token: 'wrong' }, 'registry-unauthorized'],
  ])('whose token server %s', async (_name, status, body, expected) => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    demandToken(registry, tokens);
    tokens.answer = () => ({ status, body });
    expect(await codeOf(sourceFor().resolve(`${registry.host}/app:1`))).toBe(expected);
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data/', 'egress-refused'],
    ['http://10.0.0.1/token', 'egress-refused'],
    ['http://[::ffff:a9fe:a9fe]/', 'egress-refused'],
    ['https://me:secret@example.com/token', 'egress-refused'],
    ['file:///etc/passwd', 'egress-refused'],
    ['', 'registry-unauthorized'],
  ])('at %j is not followed there', async (realm, expected) => {
    const [registry, tokens] = [await fakeRegistry(), await tokenServer()];
    demandToken(registry, tokens, `Bearer realm="${realm}",service="x"`);
    expect(await codeOf(sourceFor().resolve(`${registry.host}/app:1`))).toBe(expected);
  });
});

describe('a registry that asks for a password', () => {
  const withBasic = async (header: string, credential?: Credential): Promise<string> => {
    const registry = await fakeRegistry();
    putImage(registry, '1');
    registry.misbehave.push((request, response) => {
      if (request.headers.authorization === basicText) return false;
      response.writeHead(401, { 'www-authenticate': header }).end();
      return true;
    });
    return codeOf(sourceFor(credential ? { credentials: knows(credential) } : {}).resolve(`${registry.host}/app:1`));
  };

  it.each<[string, Credential | undefined, string]>([
    ['Basic realm="registry"', basic, 'answered'],
    ['basic', basic, 'answered'],
    ['Negotiate, Basic realm="a, b"', basic, 'answered'],
    ['Digest realm="x", nonce="1", Basic realm="y"', basic, 'answered'],
    ['Basic realm="registry"', undefined, 'registry-unauthorized'],
    ['Basic realm="registry"', { kind: 'basic', username: 'me', password: 'wrong' }, 'registry-unauthorized'],
    ['Basic realm="registry"', { kind: 'identity-token', token: 'x' }, 'registry-unauthorized'],
    ['Negotiate', basic, 'registry-unauthorized'],
  ])('%s', async (header, credential, expected) => {
    expect(await withBasic(header, credential)).toBe(expected);
  });
});

describe('a redirect to another host', () => {
  it('carries no credentials, keeps Range, and a challenge from there is not answered', async () => {
    const [registry, storage] = [await fakeRegistry(), await fakeRegistry()];
    const image = putImage(registry, '1');
    storage.putBlob(Buffer.from('layer of 1 for amd64'));
    const elsewhere = storage.host.replace('127.0.0.1', 'localhost');
    let expired = 1;
    registry.misbehave.push((request, response) => {
      if (request.headers.authorization !== basicText) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      else if (request.url?.includes('/blobs/')) response.writeHead(307, { location: `http://${elsewhere}${request.url}` }).end();
      else return false;
      return true;
    });
    storage.misbehave.push((request, response) => {
      if (request.url?.includes(image.config.digest))
        response.end(
          JSON.stringify({
            os: 'linux',
            architecture: 'amd64',
            config: { User: '1000' },
            rootfs: { type: 'layers', diff_ids: image.layers.map(({ digest }) => digest) },
          }),
        );
      else if (expired-- > 0) response.writeHead(401, { 'www-authenticate': 'Basic realm="storage"' }).end();
      else return false;
      return true;
    });
    const source = sourceFor({ credentials: knows(basic) });
    const [resolved] = await source.resolve(`${registry.host}/app:1`);
    if (!resolved?.layers[0]) throw new Error('no layer');
    expect((await buffer(await source.blob(resolved, resolved.layers[0]))).toString()).toBe('layer of 1 for amd64');
    expect(storage.requests).toHaveLength(3);
    expect(storage.requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined, undefined]);
  });
});
