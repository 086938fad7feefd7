import type { JsonObject } from '../lib/model/json.ts';
import { compilePolicy } from '../lib/policy/compile.ts';
import type { PolicyDocument } from '../lib/policy/document.ts';
import { compileForeign } from '../lib/policy/foreign/compile.ts';
import { evaluate } from '../lib/verdict/evaluate.ts';
import { manifestEvidence } from '../lib/verdict/evidence.ts';
import type { Figure } from './evaluate.ts';
import { manifestText } from './manifests.ts';

const match = { any: [{ resources: { kinds: ['Pod'] } }] };
const kyverno = (name: string, validate: JsonObject): JsonObject => ({
  apiVersion: 'kyverno.io/v1',
  kind: 'ClusterPolicy',
  metadata: { name },
  spec: { rules: [{ name: 'rule', match, validate: { failureAction: 'Enforce', message: 'no', ...validate } }] },
});
const admission = (name: string, expression: string): JsonObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name },
  spec: {
    matchConstraints: {
      resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments', 'statefulsets'] }],
    },
    validations: [{ expression, message: 'no' }],
  },
});

/** Ten with patterns, four that deny, two loops and four of CEL, as a team's folder has them: nine of ten rules of Kyverno's catalogue are of these forms. */
const policies: readonly JsonObject[] = [
  ...Array.from({ length: 10 }, (_, index) =>
    kyverno(`pattern-${index}`, {
      pattern: { spec: { containers: [{ image: `!*:v${index}`, '=(securityContext)': { '=(privileged)': 'false' } }] } },
    }),
  ),
  ...Array.from({ length: 4 }, (_, index) =>
    kyverno(`deny-${index}`, {
      deny: {
        conditions: {
          all: [{ key: '{{ request.object.spec.containers[].image }}', operator: 'AnyIn', value: [`registry.example.com/x:${index}`] }],
        },
      },
    }),
  ),
  ...Array.from({ length: 2 }, (_, index) =>
    kyverno(`loop-${index}`, {
      foreach: [
        {
          list: 'request.object.spec.containers',
          deny: { conditions: { all: [{ key: '{{ element.image }}', operator: 'Equals', value: `*:latest-${index}` }] } },
        },
      ],
    }),
  ),
  ...Array.from({ length: 4 }, (_, index) =>
    admission(`cel-${index}`, `object.spec.template.spec.containers.all(c, !c.image.endsWith(':v${index}')) && object.spec.replicas >= 1`),
  ),
];

const document = (name: string): PolicyDocument => ({
  apiVersion: 'plimsoll.dev/v1',
  kind: 'Policy',
  metadata: { name },
  spec: { admissionPolicies: [...policies] },
});

const objects = 1_000;

/** Processor time of one run, the least of some: what else the machine does says little then. */
const leastMs = (run: () => void, runs: number): number => {
  run();
  const times = Array.from({ length: runs }, () => {
    const started = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1_000;
  });
  return Math.min(...times);
};

export const foreignFigures = (): readonly Figure[] => {
  const evidence = [manifestEvidence([{ name: 'bundle.yaml', text: manifestText(objects) }])];
  const judge = (policy: ReturnType<typeof compilePolicy>) =>
    evaluate({ evidence, missing: [], policy, waivers: [], advisories: [], environment: null, now: 0 });
  const policy = compilePolicy(document('bench'), compileForeign);
  const none = compilePolicy({ ...document('none'), spec: {} });
  const parsed = leastMs(() => judge(none), 5);
  const judged = leastMs(() => judge(policy), 5);
  const compiled = leastMs(() => compileForeign(policies), 5);
  const persecond = (objects / (judged - parsed)) * 1000;
  return [
    {
      name: 'foreign-objects-per-second',
      value: Math.round(persecond),
      unit: '1/s',
      against: '20 policies, goal 5,000',
      ratio: persecond / 5_000,
    },
    { name: 'foreign-evaluate-1000-objects', value: judged, unit: 'ms', against: 'reading the same manifests', ratio: parsed / judged },
    { name: 'foreign-compile-20-policies', value: compiled, unit: 'ms', against: 'goal 20 ms', ratio: 20 / compiled },
  ];
};
