import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { allRulesPolicy, builtInPolicy } from '../../../lib/policy/built-in.ts';
import { evaluate } from '../../../lib/verdict/evaluate.ts';
import { objectEvidence } from '../../../lib/verdict/evidence.ts';

const deployment = (account: JsonObject, name = 'web'): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: { template: { spec: { ...account, containers: [{ name: 'web', image: 'web:1' }] } } },
});

const judged = (object: JsonObject, previous?: JsonObject) => {
  const starter = builtInPolicy('starter');
  if (!starter) throw new Error('no policy');
  return evaluate({
    evidence: [objectEvidence(object, 'Deployment/web', previous)],
    missing: [],
    policy: allRulesPolicy(starter),
    waivers: [],
    advisories: [],
    environment: null,
    now: 0,
  });
};
const changes = (object: JsonObject, previous?: JsonObject) =>
  judged(object, previous).findings.filter(({ rule }) => rule === 'service-account-update');

describe('service-account-update', () => {
  const [own, other] = [deployment({ serviceAccountName: 'web' }), deployment({ serviceAccountName: 'admin' })];

  it('finds an account that an update changes, at its field', () => {
    expect(changes(other, own)).toMatchObject([
      { object: 'apps/v1/Deployment/shop/web', location: { pointer: '/spec/template/spec/serviceAccountName' } },
    ]);
  });

  it.each([
    ['the same account', own, own],
    ['the same under its old field', deployment({ serviceAccount: 'web' }), own],
    ['default, said and unsaid', deployment({}), deployment({ serviceAccountName: 'default' })],
    ['another object', other, deployment({ serviceAccountName: 'web' }, 'pay')],
    ['a create', other, undefined],
  ])('passes %s', (_, object, previous) => {
    expect(changes(object, previous)).toEqual([]);
  });

  it('tells verdicts apart that came of another object before', () => {
    expect(judged(other, own).inputs.evidence).not.toEqual(judged(other, other).inputs.evidence);
  });
});
