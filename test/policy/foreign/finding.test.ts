import { describe, expect, it } from 'vitest';
import { bindPolicy } from '../../../lib/policy/bind.ts';
import { allRulesPolicy } from '../../../lib/policy/built-in.ts';
import { compilePolicy } from '../../../lib/policy/compile.ts';
import type { PolicyDocument } from '../../../lib/policy/document.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import type { ForeignSurroundings } from '../../../lib/policy/foreign/surroundings.ts';
import { evaluate } from '../../../lib/verdict/evaluate.ts';
import { manifestEvidence, objectEvidence } from '../../../lib/verdict/evidence.ts';
import { imageEvidence, inputOf } from '../../verdict/input.ts';
import { clusterPolicy, type Say, standIn } from './stand-in.ts';

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: web:latest
---
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { team: a } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { registry: registry.example.com }
`;

let made = 0;
const policyOf = (say: Say, spec: PolicyDocument['spec'] = {}, failsClosed = true) => {
  made += 1;
  const document: PolicyDocument = {
    apiVersion: 'plimsoll.dev/v1',
    kind: 'Policy',
    metadata: { name: `p${made}` },
    spec: { admissionPolicies: [clusterPolicy('tags', { name: 'no-latest' }, { name: 'audited', action: 'Audit' })], ...spec },
  };
  return compilePolicy(document, standIn(say, failsClosed));
};

const judge = (say: Say, spec?: PolicyDocument['spec'], failsClosed?: boolean) =>
  evaluate(inputOf({ evidence: [manifestEvidence([{ name: 'shop.yaml', text: manifest }])], policy: policyOf(say, spec, failsClosed) }));

const onDeployment =
  (...results: ReturnType<Say>): Say =>
  ({ object }) =>
    object?.['kind'] === 'Deployment' ? results : [];

const image = '/spec/template/spec/containers/0/image';
const fails = onDeployment({ rule: 'no-latest', kind: 'fail', message: 'the tag is latest', pointer: image });

describe('what a foreign policy says', () => {
  it('is a finding of its rule at the member, with the container that it is in', () => {
    const { decision, findings, reasons } = judge(fails);
    expect(decision).toBe('deny');
    expect(findings).toMatchObject([
      {
        rule: 'kyverno/tags/no-latest',
        severity: 'medium',
        message: 'the tag is latest',
        object: 'apps/v1/Deployment/shop',
        container: 'web',
        location: { file: 'shop.yaml', line: 10, column: 11, pointer: image },
        mode: 'enforce',
        effect: 'deny',
      },
    ]);
    expect(reasons.map(({ code }) => code)).toEqual(['rule-denied']);
  });

  it('has no effect where its author audits, until our policy says otherwise', () => {
    const say = onDeployment({ rule: 'audited', kind: 'fail', message: 'm' });
    expect(judge(say)).toMatchObject({
      decision: 'allow',
      findings: [{ mode: 'audit', effect: 'none' }],
      reasons: [{ code: 'audit-only' }],
    });
    const rules = [{ rule: 'kyverno/tags/audited', effect: 'warn' as const, severity: 'high' as const }];
    expect(judge(say, { rules })).toMatchObject({ decision: 'warn', findings: [{ severity: 'high', effect: 'warn' }] });
    expect(judge(say, { rules: [{ rule: 'kyverno/tags/audited', mode: 'enforce' }] }).decision).toBe('deny');
  });

  it.each([
    ['a softer mode of the whole policy', { mode: 'warn' as const }, 'warn', 1],
    ['a rule that is off', { rules: [{ rule: 'kyverno/tags/no-latest', mode: 'off' as const }] }, 'allow', 0],
    ['a rule that only warns', { rules: [{ rule: 'Kyverno/Tags/No-Latest', effect: 'warn' as const }] }, 'warn', 1],
  ])('is overridden by %s', (_what, spec, decision, count) => {
    const verdict = judge(fails, spec);
    expect([verdict.decision, verdict.findings.length]).toEqual([decision, count]);
  });

  it('may be of another action than its rule, which our policy and its binding soften as they soften rules', () => {
    const say = onDeployment({ rule: 'audited', kind: 'fail', message: 'm', action: 'enforce' });
    expect(judge(say)).toMatchObject({ decision: 'deny', findings: [{ mode: 'enforce' }] });
    expect(judge(say, { mode: 'warn' }).decision).toBe('warn');
    expect(judge(say, { rules: [{ rule: 'kyverno/tags/audited', mode: 'audit' }] }).decision).toBe('allow');
    const evidence = [manifestEvidence([{ name: 'shop.yaml', text: manifest }])];
    expect(evaluate(inputOf({ evidence, policy: bindPolicy(policyOf(say), 'audit') })).decision).toBe('allow');
  });

  it('is judged with every rule of ours beside it where all rules are asked for', () => {
    const policy = allRulesPolicy(policyOf(fails));
    const evidence = [manifestEvidence([{ name: 'shop.yaml', text: manifest }])];
    const { findings } = evaluate(inputOf({ evidence, policy }));
    expect(findings.find(({ rule }) => rule === 'kyverno/tags/no-latest')).toMatchObject({ effect: 'deny' });
    expect(findings.length).toBeGreaterThan(5);
  });

  it('that cannot be said is a gap, and an error is a finding where the policy fails closed', () => {
    const unknown = onDeployment({ rule: 'no-latest', kind: 'not-evaluated', message: 'the ConfigMap shop/x is not known' });
    expect(judge(unknown).notEvaluated).toEqual([
      { rule: 'kyverno/tags/no-latest', subject: 0, object: 'apps/v1/Deployment/shop', reason: 'the ConfigMap shop/x is not known' },
    ]);
    const error = onDeployment({ rule: 'no-latest', kind: 'error', message: 'no such variable' });
    expect(judge(error).findings).toMatchObject([{ effect: 'deny', message: expect.stringContaining('no such variable') }]);
    expect(judge(error, {}, false)).toMatchObject({ findings: [], notEvaluated: [{ reason: 'no such variable' }] });
  });

  it('twice of one place is two findings, whose fingerprints stay when words change', () => {
    const both = (a: string, b: string) =>
      judge(
        onDeployment(
          { rule: 'no-latest', kind: 'fail', message: a, pointer: image },
          { rule: 'no-latest', kind: 'fail', message: b, pointer: image },
        ),
      ).findings.map(({ fingerprint }) => fingerprint);
    const found = both('one', 'two');
    expect(new Set(found).size).toBe(2);
    expect(both('uno', 'due').sort()).toEqual([...found].sort());
  });
});

describe('what a foreign policy is asked', () => {
  const asked = (
    evidence = manifestEvidence([{ name: 'shop.yaml', text: manifest }]),
    more: Partial<Parameters<typeof evaluate>[0]> = {},
  ) => {
    const requests: ForeignRequest[] = [];
    let near: ForeignSurroundings | undefined;
    const say: Say = (request, surroundings) => {
      requests.push(request);
      near = surroundings;
      return [];
    };
    evaluate(inputOf({ evidence: [evidence], policy: policyOf(say), ...more }));
    return { requests, near };
  };

  it('is each object once, to be created by nobody, in the namespace that it goes to', () => {
    const { requests } = asked();
    expect(requests.map(({ operation, namespace, requester, oldObject }) => ({ operation, namespace, requester, oldObject }))).toEqual([
      { operation: 'CREATE', namespace: 'default', requester: null, oldObject: null },
      { operation: 'CREATE', namespace: '', requester: null, oldObject: null },
      { operation: 'CREATE', namespace: 'shop', requester: null, oldObject: null },
    ]);
    expect(requests[0]?.object?.['metadata']).toEqual({ name: 'shop', namespace: 'default' });
    expect(asked(undefined, { namespace: 'prod' }).requests[0]?.namespace).toBe('prod');
  });

  it('knows the objects of the change and what was told of the cluster', () => {
    const cluster = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'other', labels: { team: 'b' } } },
      { apiVersion: 'networking.k8s.io/v1', kind: 'IngressList', items: [] },
      {
        apiVersion: 'cli.kyverno.io/v1alpha1',
        kind: 'Values',
        globalValues: { 'dictionary.data.x': 'y' },
        namespaceSelector: [{ name: 'third', labels: { a: 'b' } }],
      },
    ];
    const { near } = asked({ ...manifestEvidence([{ name: 'shop.yaml', text: manifest }]), cluster });
    expect(near?.object('v1', 'ConfigMap', 'shop', 'settings')).toMatchObject({ data: { registry: 'registry.example.com' } });
    expect(near?.object('v1', 'ConfigMap', 'shop', 'none')).toBeUndefined();
    expect(near?.namespaceLabels('shop')).toEqual({ team: 'a', 'kubernetes.io/metadata.name': 'shop' });
    expect(near?.namespaceLabels('other')).toMatchObject({ team: 'b' });
    expect(near?.namespaceLabels('third')).toMatchObject({ a: 'b' });
    expect(near?.namespaceLabels('fourth')).toBeUndefined();
    expect(near?.list('v1', 'Namespace', '')?.length).toBe(2);
    expect(near?.list('v1', 'ConfigMap', '')).toBeUndefined();
    expect(near?.list('networking.k8s.io/v1', 'Ingress', '')).toEqual([]);
    expect(near?.call('GET', '/api/v1/namespaces/other')).toMatchObject({ metadata: { name: 'other' } });
    expect(near?.call('GET', '/api/v1/namespaces/shop/configmaps/settings')).toMatchObject({ metadata: { name: 'settings' } });
    expect(near?.call('GET', '/apis/networking.k8s.io/v1/ingresses')).toMatchObject({ kind: 'IngressList', items: [] });
    expect(near?.call('GET', '/api/v1/namespaces')).toMatchObject({ items: [{}, {}] });
    expect(near?.call('POST', '/api/v1/namespaces')).toBeUndefined();
    expect(near?.variable('p', 'r', 'dictionary')).toEqual({ data: { x: 'y' } });
    expect(near?.now).toBe(inputOf().now);
  });

  it('knows of an image what was seen in the image of the same change', () => {
    const requests: unknown[] = [];
    const say: Say = (_request, { imageData }) => {
      requests.push(imageData('registry.example/shop/api:1'), imageData('registry.example/shop/api:2'), imageData('Not A Reference'));
      return [];
    };
    const evidence = [manifestEvidence([{ name: 'a.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n' }]), imageEvidence()];
    evaluate(inputOf({ evidence, policy: policyOf(say) }));
    expect(requests).toEqual([
      expect.objectContaining({
        registry: 'registry.example',
        repository: 'shop/api',
        identifier: '1',
        resolvedImage: expect.stringContaining('@sha256:'),
      }),
      undefined,
      undefined,
    ]);
  });

  it('is the request of the cluster where one brought the object', () => {
    const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop' } };
    const requester = { username: 'ann', groups: ['dev'], roles: [], clusterRoles: [] };
    const facts = { operation: 'UPDATE' as const, namespace: 'shop', requester };
    const update = asked({ ...objectEvidence(object, 'Pod/a', { ...object, spec: {} }), request: facts }).requests;
    expect(update).toEqual([{ ...facts, object, oldObject: { ...object, spec: {} } }]);
    const removal = asked({ ...objectEvidence(object, 'Pod/a'), request: { ...facts, operation: 'DELETE' } }).requests;
    expect(removal).toEqual([{ ...facts, operation: 'DELETE', object: null, oldObject: object }]);
  });

  it('has the roles of a requester that stand before the change, and none by the binding that he sends', () => {
    const binding = (name: string, role: string) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { kind: 'ClusterRole', name: role },
      subjects: [{ kind: 'User', name: 'ann' }],
    });
    const requester = { username: 'ann', groups: [], roles: [], clusterRoles: [] };
    const request = { operation: 'CREATE' as const, namespace: '', requester };
    const { requests } = asked({
      ...objectEvidence(binding('new', 'cluster-admin'), 'new'),
      request,
      cluster: [binding('old', 'edit')],
    });
    expect(requests[0]?.requester?.clusterRoles).toEqual(['edit']);
  });
});
