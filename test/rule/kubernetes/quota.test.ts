import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { object, pod, workload } from './text.ts';

const quota = (hard: string, more = ''): string => object('v1', 'ResourceQuota', `spec: {hard: {${hard}}${more}}`, 'name: team');
const range = (item: string): string => object('v1', 'LimitRange', `spec: {limits: [{${item}}]}`, 'name: team');
const asks = (requests: string, limits = ''): string => `resources: {requests: {${requests}}, limits: {${limits}}}`;
const messages = (rule: string, text: string): readonly string[] => judge(rule, text).findings.map(({ message }) => message);

describe('quota-exceeded', () => {
  it('adds up pods and replicas, the largest first', () => {
    const text = quota('requests.cpu: 2') + workload('Deployment', 'replicas: 3', asks('cpu: 500m')) + pod('', asks('cpu: 750m'));
    expect(messages('quota-exceeded', text)).toEqual([
      'the change takes 2250m of requests.cpu in default, the quota allows 2: Deployment web 1500m, Pod web 750m',
    ]);
    expect(judge('quota-exceeded', text).findings[0]?.location).toMatchObject({ pointer: '/spec/hard/requests.cpu' });
  });

  it.each([
    ['a limit stands for a missing request', quota('requests.memory: 1Gi') + pod('', asks('', 'memory: 2Gi'))],
    ['a LimitRange fills in', quota('limits.memory: 1Gi') + range('type: Container, default: {memory: 2Gi}') + pod()],
    [
      'an init container takes more than what runs',
      quota('cpu: 1') + pod(`initContainers: [{name: init, image: a, ${asks('cpu: 2')}}]`, asks('cpu: 500m')),
    ],
    [
      'a sidecar runs beside the rest',
      quota('cpu: 1') + pod(`initContainers: [{name: mesh, image: a, restartPolicy: Always, ${asks('cpu: 600m')}}]`, asks('cpu: 500m')),
    ],
    ['overhead counts', quota('cpu: 1') + pod('overhead: {cpu: 600m}', asks('cpu: 500m'))],
    ['an amount of the pod itself counts', quota('cpu: 1') + pod('resources: {requests: {cpu: 2}}', asks('cpu: 500m'))],
    ['pods are counted', quota('pods: 2') + workload('StatefulSet', 'replicas: 3')],
    [
      'an autoscaler’s least counts',
      quota('count/pods: 2') +
        workload('Deployment', 'replicas: 1') +
        object('autoscaling/v2', 'HorizontalPodAutoscaler', 'spec: {minReplicas: 3, scaleTargetRef: {kind: Deployment, name: web}}'),
    ],
    ['objects are counted', quota('count/configmaps: 0') + object('v1', 'ConfigMap', 'data: {}')],
    ['load balancers are counted', quota('services.loadbalancers: 0') + object('v1', 'Service', 'spec: {type: LoadBalancer}')],
    [
      'storage of claims and of their templates',
      quota('requests.storage: 3Gi') +
        object('v1', 'PersistentVolumeClaim', 'spec: {resources: {requests: {storage: 2Gi}}}') +
        workload('StatefulSet', 'volumeClaimTemplates: [{spec: {resources: {requests: {storage: 2Gi}}}}]'),
    ],
  ])('%s', (_, text) => {
    expect(messages('quota-exceeded', text)).toHaveLength(1);
  });

  it('says nothing of another namespace or of what fits exactly', () => {
    expect(messages('quota-exceeded', quota('cpu: 300m') + workload('Deployment', 'replicas: 3', asks('cpu: 100m')))).toEqual([]);
    expect(messages('quota-exceeded', quota('pods: 0') + pod('', '', 'namespace: shop'))).toEqual([]);
  });

  it('does not guess what scopes hold for, or how many nodes there are', () => {
    expect(judge('quota-exceeded', quota('pods: 0', ', scopes: [BestEffort]') + pod())).toMatchObject({ findings: [], notEvaluated: [{}] });
    expect(judge('quota-exceeded', quota('pods: 1') + workload('DaemonSet', ''))).toMatchObject({ findings: [], notEvaluated: [{}] });
  });
});

describe('quota-unset', () => {
  it('finds each amount that the quota makes a duty', () => {
    expect(messages('quota-unset', quota('limits.cpu: 4, requests.memory: 1Gi') + pod())).toEqual([
      'the quota "team" refuses the pod: container "web" has no memory request',
      'the quota "team" refuses the pod: container "web" has no cpu limit',
    ]);
  });

  it('passes what a LimitRange fills in', () => {
    expect(messages('quota-unset', quota('limits.cpu: 4') + range('type: Container, max: {cpu: 2}') + pod())).toEqual([]);
  });
});

describe('limit-range-bounds', () => {
  it.each([
    ['min', range('type: Container, min: {cpu: 200m}') + pod('', asks('cpu: 100m'))],
    ['max', range('type: Container, max: {cpu: 200m}') + pod('', asks('cpu: 100m', 'cpu: 300m'))],
    ['maxLimitRequestRatio', range('type: Container, maxLimitRequestRatio: {cpu: 2}') + pod('', asks('cpu: 100m', 'cpu: 300m'))],
    ['max of the pod', range('type: Pod, max: {cpu: 200m}') + pod('', asks('cpu: 100m', 'cpu: 300m'))],
  ])('%s', (_, text) => {
    expect(messages('limit-range-bounds', text)).toHaveLength(1);
  });

  it('passes what is on the bound, in another unit', () => {
    expect(messages('limit-range-bounds', range('type: Container, max: {memory: 1Gi}') + pod('', asks('', 'memory: 1024Mi')))).toEqual([]);
  });
});
