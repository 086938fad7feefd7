import { describe, expect, it } from 'vitest';
import { type ChangeFacts, compileMapping } from '../../lib/policy/mapping.ts';
import { parseMapping } from '../../lib/policy/parse.ts';

const mapping = compileMapping(
  parseMapping(`apiVersion: plimsoll.dev/v1
kind: PolicyMapping
metadata: { name: all }
spec:
  mappings:
    - { match: { namespace: [dev-*] }, policy: quick-wins }
    - { match: { namespace: [prod], repository: ["r.example/shop/**"] }, policy: restricted, mode: warn }
    - { match: { namespace: [prod], environment: [live] }, policy: restricted }
  default: baseline
`).document,
);

const choices = (facts: Partial<ChangeFacts> & { readonly inside?: readonly string[] }) =>
  mapping
    .chooseAll({ repositories: [], environment: null, labels: {}, namespaces: () => facts.inside ?? [], ...facts })
    .map(({ policy, mode }) => `${policy} ${mode}`);

describe('the policies of a change', () => {
  it.each([
    [{ inside: ['dev-a'] }, ['quick-wins enforce']],
    [{ inside: ['dev-a', 'dev-b'] }, ['quick-wins enforce']],
    [{ inside: [] }, ['baseline enforce']],
    [{ inside: ['dev-a', 'prod'] }, ['quick-wins enforce', 'baseline enforce']],
    [{ inside: ['prod'], environment: 'live' }, ['restricted enforce']],
    [{ inside: ['prod'], repositories: ['r.example/shop/web'] }, ['restricted warn']],
    [
      { inside: ['prod', 'dev-a'], repositories: ['r.example/shop/web', 'r.example/other'] },
      ['quick-wins enforce', 'restricted warn', 'baseline enforce'],
    ],
  ])('of %j are %j', (facts, expected) => expect(choices(facts)).toEqual(expected));

  it('are chosen without asking for namespaces where no pattern is for them', () => {
    const plain = compileMapping({
      apiVersion: 'plimsoll.dev/v1',
      kind: 'PolicyMapping',
      metadata: { name: 'all' },
      spec: { mappings: [{ match: { environment: ['live'] }, policy: 'restricted' }], default: 'starter' },
    });
    const namespaces = (): never => {
      throw new Error('asked');
    };
    expect(plain.chooseAll({ repositories: [], environment: 'live', labels: {}, namespaces })).toMatchObject([{ policy: 'restricted' }]);
  });
});
