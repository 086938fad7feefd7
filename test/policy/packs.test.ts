import { describe, expect, it } from 'vitest';
import { builtInPolicies } from '../../lib/policy/built-in.data.ts';
import { allRulesPolicy, builtInPolicy } from '../../lib/policy/built-in.ts';
import { builtInNames } from '../../lib/policy/built-in-document.ts';
import type { CompiledPolicy } from '../../lib/policy/compiled.ts';
import { policySchema } from '../../lib/policy/document.ts';
import { packs } from '../../lib/policy/packs.data.ts';
import { rules } from '../../lib/rule/table.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../../lib/verdict/evidence.ts';
import { imageEvidence, inputOf } from '../verdict/input.ts';

const policy = (name: string): CompiledPolicy => {
  const found = builtInPolicy(name);
  if (!found) throw new Error(`no policy ${name}`);
  return found;
};

const careful = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop, labels: { app: api } }
spec:
  replicas: 2
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: api
          image: registry.example/shop/api:1.4.2
          ports: [{ containerPort: 8080 }]
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
          resources:
            requests: { cpu: 100m, memory: 128Mi }
            limits: { memory: 128Mi }
          livenessProbe: { httpGet: { path: /live, port: 8080 } }
          readinessProbe: { httpGet: { path: /ready, port: 8080 } }
`;
const careless = careful
  .replace('runAsNonRoot: true', 'runAsNonRoot: false')
  .replace('allowPrivilegeEscalation: false', 'privileged: true');
const decisionOf = (name: string, text: string) =>
  evaluate(inputOf({ evidence: [manifestEvidence([{ name: 'deploy.yaml', text }])], policy: policy(name) })).decision;

describe('the built-in policies', () => {
  it('are documents like any other', () => {
    for (const document of builtInPolicies) expect(policySchema.safeParse(document).success).toBe(true);
    expect(builtInNames).toEqual(['starter', 'baseline', 'restricted', 'quick-wins']);
    expect(builtInPolicy('__proto__')).toBeUndefined();
  });

  it.each(['starter', 'baseline', 'restricted', 'quick-wins'])('%s passes a careful Deployment', (name) => {
    expect(decisionOf(name, careful)).toBe('allow');
  });

  it.each([
    ['starter', 'deny'],
    ['baseline', 'deny'],
    ['restricted', 'deny'],
    ['quick-wins', 'warn'],
  ])('%s answers a privileged one with %s', (name, decision) => {
    expect(decisionOf(name, careless)).toBe(decision);
  });

  it('baseline does not ask for what only restricted asks', () => {
    const asRoot = careful.replace('runAsNonRoot: true', 'runAsNonRoot: false');
    expect(decisionOf('baseline', asRoot)).toBe('allow');
    expect(decisionOf('restricted', asRoot)).toBe('deny');
  });

  it('starter passes a good public image and a careful Dockerfile, with what could not be asked told', () => {
    const dockerfile = dockerfileEvidence({
      name: 'Dockerfile',
      text: 'FROM node:22.11.0-slim\nCOPY app.js /app/\nUSER 65532\nCMD ["node", "/app/app.js"]\n',
    });
    const verdict = evaluate(inputOf({ evidence: [imageEvidence(), dockerfile], policy: policy('starter') }));
    expect(verdict.decision).toBe('allow');
    expect(verdict.reasons.map(({ code }) => code)).toContain('not-evaluated');
  });
});

describe('packs', () => {
  it('name rules that exist, by their ids', () => {
    const ids = new Set(rules.map(({ id }) => id));
    const named = packs.flatMap(({ rules: listed }) => listed.map((entry) => (typeof entry === 'string' ? entry : entry.rule)));
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('name each rule once', () => {
    for (const { name, rules: listed } of packs) {
      const ids = listed.map((entry) => (typeof entry === 'string' ? entry : entry.rule));
      expect([name, ids.length]).toEqual([name, new Set(ids).size]);
    }
  });
});

describe('every rule', () => {
  it('is in force with its own severity, whatever the policy chose', () => {
    const all = allRulesPolicy(policy('quick-wins'));
    expect(all.rules).toHaveLength(rules.length);
    expect(new Set(all.rules.map(({ severity, mode }) => `${severity} ${mode}`))).toEqual(new Set(['null enforce']));
    expect([all.name, all.mode]).toEqual(['quick-wins', 'enforce']);
    expect(all.digest).not.toBe(policy('quick-wins').digest);
  });
});
