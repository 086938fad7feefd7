import { describe, expect, it } from 'vitest';
import type { Json } from '../../../lib/model/json.ts';
import { compiledPolicy, compilePolicy } from '../../../lib/policy/compile.ts';
import type { PolicyDocument } from '../../../lib/policy/document.ts';
import { compileForeign } from '../../../lib/policy/foreign/compile.ts';

const compiled = (name: string, pattern: Json) => {
  const rule = { name: 'r', match: { any: [{ resources: { kinds: ['Pod'] } }] }, validate: { pattern } };
  const policy = { apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', metadata: { name }, spec: { rules: [rule] } };
  const document: PolicyDocument = {
    apiVersion: 'plimsoll.dev/v1',
    kind: 'Policy',
    metadata: { name },
    spec: { admissionPolicies: [policy] },
  };
  return compilePolicy(document, compileForeign).digest;
};

describe('policies of other engines that are kept compiled', () => {
  it('are bounded by the size of their texts: a tenant with large ones does not fill the memory of all', () => {
    const small = Array.from({ length: 50 }, (_, at) => compiled(`small-${at}`, { spec: { nodeName: `n${at}` } }));
    expect(small.every((digest) => compiledPolicy(digest))).toBe(true);
    const large = Array.from({ length: 6 }, (_, at) => compiled(`large-${at}`, { spec: { nodeName: `${at}`.repeat(1_500_000) } }));
    expect(large.filter((digest) => compiledPolicy(digest)).length).toBeLessThan(4);
    expect(large.at(-1)).toSatisfy((digest) => compiledPolicy(digest) !== undefined);
  });
});
