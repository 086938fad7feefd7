import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/model/error.ts';
import { gatherPolicy } from '../../../lib/policy/gather.ts';

const labels = (name: string, more = ''): string => `apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata:
  name: ${name}
  annotations: { policies.kyverno.io/title: Labels, policies.kyverno.io/severity: high }
spec:
  rules:
    - name: team
      match: { any: [{ resources: { kinds: [Pod] } }] }
      validate:
        failureAction: Enforce
        message: a team is needed
        pattern: { metadata: { labels: { team: "?*" } } }
${more}`;

const own = (spec: string): string => `apiVersion: plimsoll.dev/v1
kind: Policy
metadata: { name: web }
spec: ${spec}
`;

const places = async (...texts: { text: string; file?: string }[]): Promise<readonly string[]> => {
  try {
    await gatherPolicy(texts, 'folder');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.code).toBe('invalid-policy');
    return error.places.map(({ file, line, column, pointer, fix }) =>
      [`${file ?? ''}:${line}:${column}`, pointer, fix].filter((part) => part !== undefined).join(' '),
    );
  }
  return ['accepted'];
};

describe('policies of other engines', () => {
  it('are a policy that is named after where they lie, and that judges by nothing else', async () => {
    const { document, policy, passedOver } = await gatherPolicy(
      [
        { text: labels('a'), file: 'a.yaml' },
        { text: 'apiVersion: kyverno.io/v2\nkind: CleanupPolicy\nmetadata: { name: c }\n', file: 'b.yaml' },
        { text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: an-example }\n', file: 'c.yaml' },
      ],
      'Team Policies!',
    );
    expect(policy.name).toBe('team-policies');
    expect(document.spec.admissionPolicies?.length).toBe(1);
    expect(policy.rules.map(({ rule, mode }) => [rule.id, rule.title, rule.severity, mode])).toEqual([
      ['kyverno/a/team', 'Labels', 'high', 'enforce'],
    ]);
    expect(policy.actions.notEvaluated).toBe('warn');
    expect(passedOver).toEqual(['CleanupPolicy c']);
  });

  it('are taken into the one policy of ours that stands among them, and out of Lists', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n${labels('b').replace(/^/gm, '    ').replace('    apiVersion', '  - apiVersion')}`;
    const texts = [
      { text: own('{ packs: [starter], rules: [{ rule: "kyverno/**", mode: warn }] }') },
      { text: labels('a') },
      { text: list },
    ];
    const { policy } = await gatherPolicy(texts, 'folder');
    expect(policy.name).toBe('web');
    const foreign = policy.rules.filter(({ rule }) => rule.category === 'admission');
    expect(foreign.map(({ rule, mode }) => [rule.id, mode])).toEqual([
      ['kyverno/a/team', 'warn'],
      ['kyverno/b/team', 'warn'],
    ]);
    expect(policy.rules.length).toBeGreaterThan(20);
  });

  it('are called after themselves where nothing else is known, if there is one', async () => {
    expect((await gatherPolicy([{ text: labels('require.labels') }], null)).policy.name).toBe('require-labels');
    await expect(gatherPolicy([{ text: `${labels('a')}---\n${labels('b')}` }], null)).rejects.toThrow(AppError);
  });

  it('may stand in admissionPolicies, and are told of at their place there', async () => {
    const text = own(`
  admissionPolicies:
    - apiVersion: kyverno.io/v1
      kind: ClusterPolicy
      metadata: { name: a }
      spec:
        rules:
          - name: r
            match: { any: [{ resources: { kinds: [Pod] } }] }
            validate: { patern: { spec: {} } }`);
    expect(await places({ text })).toEqual([':13:25 /spec/admissionPolicies/0/spec/rules/0/validate/patern did you mean pattern?']);
    expect(await places({ text: text.replace('patern', 'pattern') })).toEqual(['accepted']);
    expect(await places({ text: own('{ admissionPolicies: [1, { kind: Pod }] }') })).toHaveLength(2);
  });

  it.each([
    [
      'a misspelt member',
      [labels('a').replace('kinds:', 'kind:')],
      ['0.yaml:9:37 /spec/rules/0/match/any/0/resources/kind did you mean kinds?'],
    ],
    [
      'a misspelt member of a selector, which would select everything',
      [
        labels('a').replace(
          '      validate:',
          '      exclude: { any: [{ resources: { selector: { matchLabel: { a: b } } } }] }\n      validate:',
        ),
      ],
      ['0.yaml:10:51 /spec/rules/0/exclude/any/0/resources/selector/matchLabel did you mean matchLabels?'],
    ],
    ['a wrong value', [labels('a').replace('Enforce', 'Deny')], ['0.yaml:11:9 /spec/rules/0/validate/failureAction']],
    ['a policy that is there twice', [labels('a'), labels('a')], ['1.yaml:4:3 /metadata/name']],
    [
      'two policies of several kinds whose rules have one id',
      [
        labels('a'),
        'apiVersion: policies.kyverno.io/v1\nkind: NamespacedValidatingPolicy\nmetadata: { namespace: a, name: team }\nspec: { matchConstraints: {}, validations: [{ expression: "true" }] }\n',
      ],
      ['1.yaml:3:27 /metadata/name'],
    ],
    ['two policies of ours', [own('{}'), own('{}'), labels('a')], ['1.yaml:2:1 /kind']],
    [
      'a rule that no policy has',
      [own('{ rules: ["kyverno/a/taem"] }'), labels('a')],
      ['0.yaml:4:17 /spec/rules/0/rule did you mean kyverno/a/team?'],
    ],
    ['a pattern of none', [own('{ rules: ["kyverno/b/**"] }'), labels('a')], ['0.yaml:4:17 /spec/rules/0/rule']],
    ['what is no YAML', [labels('a'), 'a: ['], ['1.yaml:1:5']],
    ['no policy at all', ['apiVersion: v1\nkind: Pod\n', 'apiVersion: v1\nkind: Pod\n'], ['0.yaml:2:1 /kind']],
    [
      'something of ours that is no policy',
      [`${labels('a')}---\napiVersion: plimsoll.dev/v1\nkind: PolicyMapping\n`],
      ['0.yaml:16:1 /kind'],
    ],
  ])('tell of %s with file, line and pointer', async (_what, texts, expected) => {
    expect(await places(...texts.map((text, index) => ({ text, file: `${index}.yaml` })))).toEqual(expected);
  });

  it('take objects of the kind that one of them has parameters of, and no others', async () => {
    const admission = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: r }
spec:
  paramKind: { apiVersion: v1, kind: ConfigMap }
  matchConstraints: { resourceRules: [{ apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments] }] }
  validations: [{ expression: "object.spec.replicas <= int(params.data.most)" }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: p, namespace: default }
data: { most: "3" }
---
apiVersion: v1
kind: Secret
metadata: { name: s }
`;
    const { document } = await gatherPolicy([{ text: admission }], 'x');
    expect(document.spec.admissionPolicies?.map((one) => one['kind'])).toEqual(['ValidatingAdmissionPolicy', 'ConfigMap']);
  });

  it('are refused when they are too many, without being looked at one by one for ever', async () => {
    const many = Array.from({ length: 2_001 }, (_, index) => labels(`p${index}`)).join('---\n');
    expect(await places({ text: many })).toHaveLength(1);
  });
});
