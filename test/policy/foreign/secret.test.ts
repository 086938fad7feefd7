import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../lib/model/json.ts';
import { compilePolicy } from '../../../lib/policy/compile.ts';
import { compileForeign } from '../../../lib/policy/foreign/compile.ts';
import { evaluate } from '../../../lib/verdict/evaluate.ts';
import { objectEvidence } from '../../../lib/verdict/evidence.ts';
import { inputOf } from '../../verdict/input.ts';

const plain = 'correct horse "battery" staple';
const encoded = Buffer.from(plain).toString('base64');
const long = 'x1y2z3'.repeat(100);
const metadata = { name: 's', namespace: 'shop' };
const secret = (parts: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Secret', metadata, ...parts });

const kyverno = (validate: JsonObject): JsonObject => ({
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name: 'secrets' },
  spec: {
    rules: [{ name: 'r', match: { any: [{ resources: { kinds: ['Secret'] } }] }, validate: { failureAction: 'Enforce', ...validate } }],
  },
});
const cel = (expression: string): JsonObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'secrets' },
  spec: {
    matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['secrets'] }] },
    validations: [{ expression }],
  },
});

/** Everything that the verdict says, as text. */
const toldOf = (policy: JsonObject, object: JsonObject, previous?: JsonObject): string => {
  const compiled = compilePolicy(
    { apiVersion: 'plimsoll.dev/v1', kind: 'Policy', metadata: { name: 'p' }, spec: { admissionPolicies: [policy] } },
    compileForeign,
  );
  const { findings, notEvaluated } = evaluate(inputOf({ evidence: [objectEvidence(object, 'Secret/s', previous)], policy: compiled }));
  return JSON.stringify([findings.map(({ rule, message }) => `${rule}: ${message}`), notEvaluated]);
};

const shown = [plain, JSON.stringify(plain).slice(1, -1), encoded, encoded.slice(0, 30), long.slice(0, 30)];

describe('what a policy says of a Secret', () => {
  const both = secret({ data: { a: encoded, b: long }, stringData: { c: plain, d: long } });
  it.each<[string, JsonObject]>([
    ['a pattern', kyverno({ pattern: { data: { a: 'other', b: 'other' } } })],
    ['a pattern of plain text', kyverno({ pattern: { stringData: { c: 'other', d: 'other' } } })],
    ['a message of the author', kyverno({ message: 'it is {{ request.object.stringData.c }}', deny: {} })],
    ['a message that decodes', kyverno({ message: '{{ base64_decode(request.object.data.a) }}', deny: {} })],
    ['a message with the whole object', kyverno({ message: '{{ request.object }}', deny: {} })],
    [
      'an error of a query',
      kyverno({ message: 'm', deny: { conditions: { any: [{ key: '{{ image_normalize(request.object.stringData.c) }}' }] } } }),
    ],
    ['an error of CEL', cel('int(object.stringData.c) == 1')],
    ['a CEL error of a long text', cel('quantity(object.data.b) == quantity(object.stringData.d)')],
  ])('does not show what it holds: %s', (_what, policy) => {
    const told = toldOf(policy, both);
    expect(told).toMatch(/(?:kyverno\/secrets\/r|kubernetes\/secrets): /);
    for (const text of shown) expect(told).not.toContain(text);
  });

  it('does not show what it held before', () => {
    const policy = kyverno({ message: 'it was {{ request.oldObject.data.a }}', deny: {} });
    const compiled = toldOf(policy, secret({ data: { a: 'YWJjZGVm' } }), secret({ data: { a: encoded } }));
    expect(compiled).not.toContain(encoded);
  });

  it('is not told at all where it holds too much to look for', () => {
    const data = Object.fromEntries(Array.from({ length: 3_000 }, (_, at) => [`k${at}`, Buffer.from(`value ${at}`).toString('base64')]));
    expect(toldOf(kyverno({ message: '{{ request.object.data.k7 }}', deny: {} }), secret({ data }))).toContain('is not told');
  });

  it('is told of others as it is, as long as a message may be', () => {
    const configMap: JsonObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'y'.repeat(50_000) } };
    const policy = kyverno({ message: 'it is {{ request.object.data.a }}', deny: {} });
    const told = toldOf(JSON.parse(JSON.stringify(policy).replace('["Secret"]', '["ConfigMap"]')), configMap);
    expect(told).toContain('it is yyyy');
    expect(told.length).toBeLessThan(5_300);
  });
});
