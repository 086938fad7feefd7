import { describe, expect, it } from 'vitest';
import { createAuthenticate } from '../../lib/key/authenticate.ts';
import { ensureAdminKey, replaceAdminKey } from '../../lib/key/ensure-admin.ts';
import { scopes } from '../../lib/model/actor.ts';
import { openWorld } from '../api/harness.ts';

const tokenOf = async (made: ReturnType<typeof ensureAdminKey>): Promise<string> => {
  const key = await made;
  return key.kind === 'created' ? key.token : '';
};

describe('the first key', () => {
  it('is made once and may do everything', async () => {
    const { deps } = await openWorld();
    const token = await tokenOf(ensureAdminKey(deps));
    expect(token).toMatch(/^plim_/);
    expect(await ensureAdminKey(deps)).toEqual({ kind: 'kept' });
    expect((await createAuthenticate(deps)(token))?.scopes).toEqual(scopes);
  });

  it.each(['x', 'a secret with spaces', 'plim_looks_like_one', '0123456789'.repeat(20)])('may be given as %j', async (fixed) => {
    const { deps } = await openWorld();
    expect(await ensureAdminKey(deps, fixed)).toEqual({ kind: 'created', token: fixed });
    expect(await ensureAdminKey(deps, fixed)).toEqual({ kind: 'kept' });
    const authenticate = createAuthenticate(deps);
    expect(await authenticate(fixed)).toMatchObject({ tenant: 'default', name: 'administrator' });
    expect(await authenticate(`${fixed}.`)).toBeUndefined();
  });

  it('is replaced by the next one that is given, and comes back when it is given again', async () => {
    const { deps } = await openWorld();
    const former = await tokenOf(ensureAdminKey(deps));
    await ensureAdminKey(deps, 'first');
    expect(await createAuthenticate(deps)(former)).toBeUndefined();
    await ensureAdminKey(deps, 'second');
    const authenticate = createAuthenticate(deps);
    expect([(await authenticate('first'))?.id, typeof (await authenticate('second'))?.id]).toEqual([undefined, 'string']);
    await ensureAdminKey(deps, former);
    expect(await createAuthenticate(deps)(former)).toMatchObject({ name: 'administrator' });
  });

  it('is made anew for whoever has lost it, and the lost one opens nothing more', async () => {
    const { deps } = await openWorld();
    const lost = await tokenOf(ensureAdminKey(deps));
    const another = await tokenOf(replaceAdminKey(deps));
    const authenticate = createAuthenticate(deps);
    expect([await authenticate(lost), (await authenticate(another))?.scopes]).toEqual([undefined, scopes]);
    expect(await ensureAdminKey(deps)).toEqual({ kind: 'kept' });
  });

  it('is one when several processes start at once', async () => {
    const { deps } = await openWorld();
    const made = await Promise.all(Array.from({ length: 8 }, () => ensureAdminKey(deps)));
    expect(made.filter(({ kind }) => kind === 'created')).toHaveLength(1);
  });

  it('is not empty', async () => {
    const { deps } = await openWorld();
    await expect(ensureAdminKey(deps, ' ')).rejects.toMatchObject({ code: 'invalid-request' });
  });
});

describe('authentication', () => {
  it('reads nothing for what cannot be a key', async () => {
    const { deps } = await openWorld();
    await ensureAdminKey(deps, 'fixed');
    const authenticate = createAuthenticate(deps);
    await authenticate('fixed');
    const { get } = deps.table;
    let reads = 0;
    deps.table.get = (key) => {
      reads += 1;
      return get(key);
    };
    for (const noise of ['', 'x', `plim_${'a'.repeat(10)}_${'b'.repeat(36)}`, 'Bearer', '\u0000'])
      expect(await authenticate(noise)).toBeUndefined();
    expect(reads).toBe(0);
  });

  it('ends with the expiry', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const made = await tenant.send({
      method: 'POST',
      path: '/v1/keys',
      json: { name: 'short', scopes: ['key:read'], expiresAt: '2026-11-22T10:00:10Z' },
    });
    const { token } = JSON.parse(await made.text());
    world.pass(9_999);
    expect((await tenant.send({ key: token, path: '/v1/keys' })).status).toBe(200);
    world.pass(1);
    expect((await tenant.send({ key: token, path: '/v1/keys' })).status).toBe(401);
  });

  it('writes when a key was used at most every five minutes', async () => {
    const world = await openWorld();
    const tenant = await world.tenant();
    const { write } = world.deps.table;
    let writes = 0;
    world.deps.table.write = (actions) => {
      writes += actions.some(({ kind }) => kind === 'put') ? 1 : 0;
      return write(actions);
    };
    const authenticate = createAuthenticate(world.deps);
    for (const ms of [0, 1000, 299_000, 0]) {
      world.pass(ms);
      expect(await authenticate(tenant.key)).toBeDefined();
    }
    expect(writes).toBe(2);
  });
});
