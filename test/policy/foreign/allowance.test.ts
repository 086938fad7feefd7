import { expect, it } from 'vitest';
import { compilePolicy } from '../../../lib/policy/compile.ts';
import { compileForeign } from '../../../lib/policy/foreign/compile.ts';
import { evaluate } from '../../../lib/verdict/evaluate.ts';
import { manifestEvidence } from '../../../lib/verdict/evidence.ts';
import { inputOf } from '../../verdict/input.ts';
import { clusterPolicy, type Say, standIn } from './stand-in.ts';

const pods = (count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `apiVersion: v1\nkind: Pod\nmetadata: { name: p${at} }\nspec: { containers: [{ name: a, image: a }] }\n`,
  ).join('---\n');

const judge = (count: number, admissionPolicies: readonly object[], engine = compileForeign) => {
  const document = { apiVersion: 'plimsoll.dev/v1', kind: 'Policy', metadata: { name: `allowance-${count}` }, spec: { admissionPolicies } };
  const policy = compilePolicy(JSON.parse(JSON.stringify(document)), engine);
  return evaluate(inputOf({ evidence: [manifestEvidence([{ name: 'pods.yaml', text: pods(count) }])], policy }));
};

const spending: Say = (_request, { allowance }) => {
  allowance.steps -= 1_000_000;
  return [{ rule: 'all', kind: 'pass', message: '' }];
};

it('a change whose policies take too many steps is refused, and told so once a rule', () => {
  const { decision, findings } = judge(
    50,
    [clusterPolicy('costly', { name: 'all' }), clusterPolicy('other', { name: 'all' })],
    standIn(spending),
  );
  expect(decision).toBe('deny');
  expect(findings.map(({ rule }) => rule).sort()).toEqual(['kyverno/costly/all', 'kyverno/other/all']);
  expect(findings[0]?.message).toContain('the policies take more steps than those of one change may');
});

const args = JSON.stringify(Array.from({ length: 300 }, (_, at) => `item-${at}`));
const loops = {
  foreach: [
    {
      list: args,
      foreach: [{ list: args, foreach: [{ list: args, deny: { conditions: { any: [{ key: 1, operator: 'Equals', value: 2 }] } } }] }],
    },
  ],
};
const cel = { cel: { expressions: [{ expression: `${args}.all(a, ${args}.all(b, a != 'x' || b != 'y'))` }] } };
const policies = [loops, cel].flatMap((validate, kind) =>
  Array.from({ length: 100 }, (_, at) => ({
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: { name: `p${kind}-${at}` },
    spec: {
      validationFailureAction: 'Enforce',
      rules: [{ name: 'all', match: { any: [{ resources: { kinds: ['Pod'] } }] }, validate: { message: 'm', ...validate } }],
    },
  })),
);

// Without an allowance of all together each takes minutes, and the test its time.
it.each([
  ['loops in loops', policies.slice(0, 100)],
  ['CEL', policies.slice(100)],
])('a hundred policies of %s about many objects end as a handful would', (_, some) => {
  const { decision, findings } = judge(200, some);
  expect(decision).toBe('deny');
  expect(findings.length).toBeGreaterThanOrEqual(100);
  expect(findings.length).toBeLessThan(400);
});
