import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '../../lib/audit/list.ts';
import type { Caller } from '../../lib/model/actor.ts';
import { activatePolicy } from '../../lib/policy-version/activate.ts';
import { activePolicy, policyByName } from '../../lib/policy-version/active.ts';
import { createPolicyVersion } from '../../lib/policy-version/create.ts';
import { getPolicy, getPolicyVersion } from '../../lib/policy-version/get.ts';
import { listPolicies, listPolicyVersions } from '../../lib/policy-version/list.ts';
import { getMapping } from '../../lib/policy-version/mapping.ts';
import { replaceMapping } from '../../lib/policy-version/replace-mapping.ts';
import { openHome, refusal, start, type TestHome } from './home.ts';

let home: TestHome;
beforeAll(async () => {
  home = await openHome();
});
afterAll(() => home.close());

const policy = (name: string, deny = 'high') =>
  `apiVersion: plimsoll.dev/v1\nkind: Policy\nmetadata: { name: ${name} }\nspec: { thresholds: { misconfiguration: { deny: ${deny} } } } # why not\n`;
const mapping = (spec: unknown) =>
  JSON.stringify({ apiVersion: 'plimsoll.dev/v1', kind: 'PolicyMapping', metadata: { name: 'all' }, spec });

const activate = async (caller: Caller, text: string) => {
  const { version } = await createPolicyVersion(home.deps, caller, { text });
  return activatePolicy(home.deps, caller, version);
};
const actionsOf = async (caller: Caller) => {
  const { items } = await listAudit(home.deps, caller, { since: start - 1, until: start + 1e9, limit: 100 });
  return items.map(({ action }) => action).sort();
};

describe('versions', () => {
  it('keep what was written, and the same document twice is one', async () => {
    const caller = home.caller();
    const first = await createPolicyVersion(home.deps, caller, { text: policy('team') });
    const again = await createPolicyVersion(home.deps, caller, { text: policy('team') });
    expect([first.created, again.created]).toEqual([true, false]);
    expect(again.version).toEqual(first.version);
    const stored = await getPolicyVersion(home.deps, caller, first.version);
    expect(stored).toMatchObject({ text: policy('team'), createdBy: 'key_1', document: { metadata: { name: 'team' } } });
    expect(await actionsOf(caller)).toEqual(['policy.create']);
  });

  it('judge once they are activated, and an older one can be activated again', async () => {
    const caller = home.caller();
    const first = await createPolicyVersion(home.deps, caller, { text: policy('team') });
    expect(await refusal(policyByName(home.deps, caller.tenant, 'team'))).toBe('not-found');
    expect(await getPolicy(home.deps, caller, 'team')).toMatchObject({ active: null, revision: 0, version: null });
    const one = await activatePolicy(home.deps, caller, first.version);
    const two = await activate(caller, policy('team', 'low'));
    expect(two).toMatchObject({ revision: 2, previous: one.digest });
    expect((await policyByName(home.deps, caller.tenant, 'team')).thresholds.misconfiguration.deny).toBe('low');
    await activatePolicy(home.deps, caller, first.version);
    expect(await getPolicy(home.deps, caller, 'team')).toMatchObject({ active: one.digest, revision: 3 });
    expect((await listPolicyVersions(home.deps, caller, { name: 'team', limit: 100 })).items).toHaveLength(2);
  });

  it('are not activated over a change that the caller has not seen', async () => {
    const caller = home.caller();
    const { digest } = await activate(caller, policy('team'));
    await activate(caller, policy('team', 'low'));
    expect(await refusal(activatePolicy(home.deps, caller, { name: 'team', digest, revision: 1 }))).toBe('version-mismatch');
    expect(await refusal(activatePolicy(home.deps, caller, { name: 'team', digest, revision: 2 }))).toBe('none');
  });

  it.each([
    ['a document that is none', 'kind: Policy', 'invalid-policy'],
    ['the name of a built-in policy', policy('starter'), 'invalid-policy'],
  ])('refuse %s', async (_, text, code) => {
    expect(await refusal(createPolicyVersion(home.deps, home.caller(), { text }))).toBe(code);
  });

  it('of one tenant do not exist for another, nor without the scope', async () => {
    const { name, digest } = await activate(home.caller(), policy('team'));
    const other = home.caller();
    expect(await refusal(getPolicy(home.deps, other, name))).toBe('not-found');
    expect(await refusal(activatePolicy(home.deps, other, { name, digest }))).toBe('not-found');
    const reader = home.caller(['policy:read']);
    expect(await refusal(createPolicyVersion(home.deps, reader, { text: policy('team') }))).toBe('forbidden');
    expect(await refusal(getPolicy(home.deps, home.caller(['scan:read']), 'starter'))).toBe('forbidden');
  });

  it('list the built-in policies before the own ones', async () => {
    const caller = home.caller();
    await activate(caller, policy('team'));
    const { items } = await listPolicies(home.deps, caller, { limit: 10 });
    expect(items.map(({ name, builtIn }) => `${name} ${builtIn}`)).toEqual([
      'starter true',
      'baseline true',
      'restricted true',
      'quick-wins true',
      'team false',
    ]);
    expect(await getPolicy(home.deps, caller, 'starter')).toMatchObject({ builtIn: true, version: { document: { kind: 'Policy' } } });
  });

  it('of 200 KB are kept whole', async () => {
    const caller = home.caller();
    const text = `${policy('large')}${Array.from({ length: 4000 }, (_, line) => `# ${Math.sin(line)} a comment that cannot be packed away\n`).join('')}`;
    const { version } = await createPolicyVersion(home.deps, caller, { text });
    expect((await getPolicyVersion(home.deps, caller, version)).text).toBe(text);
    expect((await listPolicyVersions(home.deps, caller, { name: 'large', limit: 100 })).items).toHaveLength(1);
  });
});

describe('the mapping', () => {
  it('is starter for everything until somebody writes one', async () => {
    const caller = home.caller();
    expect(await getMapping(home.deps, caller)).toMatchObject({ revision: 0, document: { spec: { default: 'starter' } } });
    expect((await activePolicy(home.deps, caller.tenant, {})).policy.name).toBe('starter');
  });

  it('chooses the first entry that matches, and its mode softens the policy', async () => {
    const caller = home.caller();
    await activate(caller, policy('team'));
    await replaceMapping(home.deps, caller, {
      revision: 0,
      text: mapping({
        mappings: [
          { match: { environment: ['prod'], repository: ['registry.example/shop/**'] }, policy: 'restricted' },
          { name: 'others in prod', match: { environment: ['prod*'] }, policy: 'team', mode: 'warn', failMode: 'closed' },
          { match: { labels: { team: 'web-*' } }, policy: 'baseline' },
        ],
        default: 'quick-wins',
      }),
    });
    const choose = async (facts: Parameters<typeof activePolicy>[2]) => {
      const { policy: chosen, choice } = await activePolicy(home.deps, caller.tenant, facts);
      return `${chosen.name} ${chosen.mode} ${choice.entry} ${choice.failMode}`;
    };
    expect(await choose({ environment: 'prod', repository: 'registry.example/shop/web/api' })).toBe('restricted enforce 0 null');
    expect(await choose({ environment: 'prod', repository: 'registry.example/other' })).toBe('team warn 1 closed');
    expect(await choose({ environment: 'prod' })).toBe('team warn 1 closed');
    expect(await choose({ labels: { team: 'web-shop' } })).toBe('baseline enforce 2 null');
    expect(await choose({ labels: { toString: 'x' } })).toBe('quick-wins warn null null');
  });

  it('is not replaced over a change that the caller has not seen, nor by one that names what is not active', async () => {
    const caller = home.caller();
    const text = mapping({ mappings: [], default: 'baseline' });
    await replaceMapping(home.deps, caller, { revision: 0, text });
    expect(await refusal(replaceMapping(home.deps, caller, { revision: 0, text }))).toBe('version-mismatch');
    const bad = mapping({ mappings: [{ match: {}, policy: 'nobody' }], default: 'baseline' });
    expect(await refusal(replaceMapping(home.deps, caller, { revision: 1, text: bad }))).toBe('invalid-policy');
    await replaceMapping(home.deps, caller, { revision: 1, text: mapping({ mappings: [], default: 'restricted' }) });
    expect((await activePolicy(home.deps, caller.tenant, {})).policy.name).toBe('restricted');
    expect(await actionsOf(caller)).toEqual(['policy.map', 'policy.map']);
  });
});
