import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../lib/model/json.ts';
import { compileCelRule } from '../../../lib/policy/validating/cel-rule.ts';
import { compileValidating } from '../../../lib/policy/validating/compile.ts';
import { ask, create, pod, rule, surroundings, validatingPolicy } from './ask.ts';

const json = fc.json({ maxDepth: 4 }).map((text): Json => JSON.parse(text));
const object = fc.dictionary(fc.string(), json).map((members): JsonObject => members);
const kinds = fc.constantFrom(
  ['policies.kyverno.io/v1', 'ValidatingPolicy'],
  ['policies.kyverno.io/v1', 'PolicyException'],
  ['policies.kyverno.io/v1', 'ImageValidatingPolicy'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'],
  ['admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding'],
);
const part = fc.constantFrom(
  'matchConstraints',
  'validations',
  'variables',
  'matchConditions',
  'paramKind',
  'autogen',
  'policyRefs',
  'evaluation',
);

describe('no document and no object makes an engine throw', () => {
  it('as a policy with anything in a place of its spec', () => {
    fc.assert(
      fc.property(kinds, part, json, json, ([apiVersion = '', kind = ''], name, value, metadata) => {
        const spec = { matchConstraints: { resourceRules: [rule()] }, validations: [{ expression: 'true' }], [name]: value };
        const documents: JsonObject[] = [
          { apiVersion, kind, metadata: { name: 'x' }, spec },
          { apiVersion, kind, metadata, spec: value },
        ];
        const { policies, problems } = compileValidating(documents);
        for (const policy of policies) policy.judge(create(pod()), surroundings());
        expect(problems.every(({ document, pointer }) => document < 2 && (pointer === '' || pointer.startsWith('/')))).toBe(true);
      }),
    );
  });

  it('as a rule with validate.cel', () => {
    fc.assert(
      fc.property(object, json, (odd, value) => {
        for (const one of [odd, { validate: odd }, { validate: { cel: odd } }, { validate: { cel: { expressions: value } } }]) {
          const compiled = compileCelRule(one);
          if (compiled.kind === 'rule') compiled.rule.judge(create(pod()), surroundings());
        }
      }),
    );
  });

  const policy = validatingPolicy({
    matchConstraints: { resourceRules: [rule(['*'], { apiGroups: ['*'], apiVersions: ['*'], operations: ['*'] })] },
    validations: [
      { expression: "object.spec.containers.all(c, c.image.contains(':'))" },
      { expression: 'request.name != namespaceObject.metadata.name' },
    ],
  });
  it('as an object that is judged', () => {
    fc.assert(
      fc.property(object, object, json, (one, before, spec) => {
        for (const asked of [one, pod({ containers: spec }), { ...pod(), spec }, { ...pod(), metadata: spec }]) {
          expect(ask([policy], create(asked, { operation: 'UPDATE', oldObject: before }))).toHaveLength(1);
        }
      }),
    );
  });
});
