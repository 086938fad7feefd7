import type { ContainerView, Workload } from '../../manifest/object.ts';
import { isObject, memberOf } from '../../model/json.ts';
import { type Change, notEvaluated, problem, type Rule, type RuleContext, type Statement } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { deploymentExample } from './example.ts';
import { called } from './field.ts';
import { podsBehind } from './network/service.ts';

/** Kinds whose pods serve until they are told to stop; a Job's end by themselves. */
const servingKinds = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'DeploymentConfig',
  'Rollout',
  'Service',
]);

export const isServing = ({ object }: Workload): boolean => servingKinds.has(object.kind);

/** Of one object alone nobody can tell whether a Service leads to it. */
export const servicesUnseen = notEvaluated('the Services that lead to the pod are in the cluster');

/** Whether some Service of the change sends to the pod. */
export const isBehindService = (workload: Workload, { bundle }: Change): boolean =>
  bundle?.ofKind('Service').some((service) => podsBehind(service, bundle).some((pod) => pod.workload === workload)) ?? false;

const hasProbe = (name: 'livenessProbe' | 'readinessProbe') =>
  function* (
    { workload, container }: { workload: Workload; container: ContainerView },
    { params, change }: RuleContext,
  ): Iterable<Statement> {
    if (!isServing(workload) || isObject(memberOf(container.value, name))) return;
    if (params['onlyBehindService'] === true) {
      if (change.isAlone) yield servicesUnseen;
      if (change.isAlone || !isBehindService(workload, change)) return;
    }
    if (params['anyContainer'] === true && workload.containers.some(({ value }) => isObject(memberOf(value, name)))) return;
    yield problem(`${called(container)} has no ${name}`);
  };

export const probeRules: readonly Rule[] = [
  kubernetesRule({
    id: 'liveness-probe',
    title: 'Containers have a liveness probe',
    severity: 'low',
    severityReason: 'A program that hangs is not restarted.',
    remediation: 'Add a livenessProbe that fails only when a restart would help.',
    reference: reference.probes,
    category: 'reliability',
    bad: deploymentExample({}),
    good: deploymentExample({ container: 'livenessProbe:\n  httpGet: {path: /livez, port: 8080}' }),
    on: 'container',
    roles: ['container'],
    defaultParams: { onlyBehindService: false, anyContainer: false },
    check: hasProbe('livenessProbe'),
  }),
  kubernetesRule({
    id: 'readiness-probe',
    title: 'Containers have a readiness probe',
    severity: 'low',
    severityReason: 'Requests reach a pod before it can answer them, at every start and every rollout.',
    remediation: 'Add a readinessProbe that answers once the program can serve.',
    reference: reference.probes,
    category: 'reliability',
    bad: deploymentExample({}),
    good: deploymentExample({ container: 'readinessProbe:\n  httpGet: {path: /readyz, port: 8080}' }),
    on: 'container',
    roles: ['container'],
    defaultParams: { onlyBehindService: false, anyContainer: false },
    check: hasProbe('readinessProbe'),
  }),
];
