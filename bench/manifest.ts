import { performance } from 'node:perf_hooks';
import { parseBundle } from '../lib/manifest/parse.ts';
import type { JsonObject } from '../lib/model/json.ts';
import { kubernetesRules } from '../lib/rule/kubernetes/index.ts';
import { newestMinor, podSecurity } from '../lib/rule/kubernetes/pod-security/evaluate.ts';
import { runRules } from '../lib/rule/run.ts';
import type { RuleSetting } from '../lib/rule/setting.ts';
import type { Figure } from './evaluate.ts';
import { manifestText } from './manifests.ts';

const settings: readonly RuleSetting[] = kubernetesRules.map((rule) => ({ rule, severity: null, mode: 'enforce', params: {} }));

const best = (runs: number, work: () => void): number => {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now();
    work();
    least = Math.min(least, performance.now() - startedAt);
  }
  return least;
};

const judge = (text: string): number =>
  runRules({ bundle: parseBundle([{ name: 'all.yaml', text }], 0), images: [], dockerfiles: [] }, settings).findings.length;

/** `goal` in the same unit; lower is better for times, higher for rates. */
const time = (name: string, milliseconds: number, goal: number): Figure => ({
  name,
  value: Math.round(milliseconds * 10) / 10,
  unit: 'ms',
  against: `goal ${goal} ms`,
  ratio: goal / milliseconds,
});
const rate = (name: string, perSecond: number, goal: number): Figure => ({
  name,
  value: Math.round(perSecond),
  unit: '1/s',
  against: `goal ${goal}/s`,
  ratio: perSecond / goal,
});

const pod: JsonObject = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: ['app', 'proxy'].map((name) => ({
    name,
    image: 'registry.example/app:1',
    ports: [{ containerPort: 8080 }],
    securityContext: { allowPrivilegeEscalation: name !== 'app', capabilities: { drop: ['ALL'] } },
  })),
  volumes: [{ name: 'tmp', emptyDir: {} }],
};

const podsPerSecond = (judgePod: () => unknown): number => {
  const pods = 20_000;
  const milliseconds = best(5, () => {
    for (let at = 0; at < pods; at += 1) judgePod();
  });
  return (pods * 1000) / milliseconds;
};

/** 100 namespaces, each with 100 policies and 10 workloads: nothing may be quadratic in the whole. */
const crowd = (): string => {
  const documents: string[] = [];
  for (let namespace = 0; namespace < 100; namespace += 1) {
    for (let at = 0; at < 100; at += 1) {
      documents.push(
        `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p${at}, namespace: n${namespace}}\nspec: {podSelector: {matchLabels: {app: a${at % 10}}}}\n`,
      );
    }
    for (let at = 0; at < 10; at += 1) {
      documents.push(
        `apiVersion: v1\nkind: Pod\nmetadata: {name: a${at}, namespace: n${namespace}, labels: {app: a${at}}}\nspec: {containers: [{name: c, image: a}]}\n`,
      );
    }
  }
  return documents.slice(0, 10_000).join('---\n');
};

export const manifestFigures = (): readonly Figure[] => {
  const ten = manifestText(10);
  const many = manifestText(3_000);
  const standard = podSecurity('restricted', newestMinor);
  const network = settings.filter(({ rule }) => rule.id.startsWith('network-policy'));
  const bundle = parseBundle([{ name: 'crowd.yaml', text: crowd() }], 0);
  return [
    time(
      '10 objects, all manifest rules, warm',
      best(20, () => judge(ten)),
      10,
    ),
    time(
      '3,000 objects read',
      best(3, () => parseBundle([{ name: 'all.yaml', text: many }], 0)),
      500,
    ),
    time(
      '3,000 objects, all manifest rules',
      best(2, () => judge(many)),
      1500,
    ),
    time(
      '100 namespaces × 100 policies, network rules',
      best(2, () => runRules({ bundle, images: [], dockerfiles: [] }, network)),
      1000,
    ),
    rate(
      'Pod Security, no messages',
      podsPerSecond(() => standard.allows(null, pod)),
      100_000,
    ),
    rate(
      'Pod Security with messages',
      podsPerSecond(() => standard.violations(null, pod)),
      50_000,
    ),
  ];
};
