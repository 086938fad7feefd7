import { givenAt, listAt, memberOf, numberAt, objectAt } from '../../../model/json.ts';
import { problem, type Rule } from '../../rule.ts';
import { kubernetesRule, reference } from '../define.ts';
import { shown } from '../field.ts';
import { replicated } from './workload.ts';

const cronText = (more: string, pod = 'restartPolicy: OnFailure'): string =>
  `apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: nightly\nspec:\n  schedule: '0 3 * * *'\n${more}  jobTemplate:\n    spec:\n      template:\n        spec:\n          ${pod}\n          containers:\n            - {name: job, image: registry.example.com/job:1}\n`;
const jobText = (spec: string): string =>
  `apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\nspec:\n  ${spec}\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - {name: job, image: registry.example.com/job:1}\n`;

export const jobRules: readonly Rule[] = [
  kubernetesRule({
    id: 'restart-policy',
    title: 'The restart policy fits the workload',
    severity: 'medium',
    severityReason: 'The API server refuses any other, and without one a Job is refused too.',
    remediation: 'Use OnFailure or Never for Jobs and CronJobs, Always for the rest.',
    reference: reference.job,
    category: 'reliability',
    bad: cronText('', 'restartPolicy: Always'),
    good: cronText(''),
    on: 'workload',
    defaultParams: { written: [] },
    *check({ workload }, { params }) {
      const value = givenAt(workload.spec, 'restartPolicy');
      const written = listAt(params, 'written');
      const isJob = workload.object.kind === 'Job' || workload.object.kind === 'CronJob';
      const isOther = replicated.has(workload.object.kind) || workload.object.kind === 'DaemonSet';
      const fits =
        written.length > 0
          ? written.includes(value ?? null)
          : isJob
            ? value === 'OnFailure' || value === 'Never'
            : !isOther || value === undefined || value === 'Always';
      if (!fits)
        yield problem(`restartPolicy of a ${workload.object.kind} is ${shown(value)}`, { pointer: `${workload.podPointer}/restartPolicy` });
    },
  }),
  kubernetesRule({
    id: 'job-ttl',
    title: 'Finished Jobs go away',
    severity: 'info',
    severityReason: 'Finished Jobs and their pods stay in the cluster for ever.',
    remediation: 'Set ttlSecondsAfterFinished on a Job; on a CronJob the history limits do it.',
    reference: reference.job,
    category: 'reliability',
    bad: jobText('backoffLimit: 1'),
    good: jobText('ttlSecondsAfterFinished: 3600'),
    on: 'object',
    kinds: ['Job', 'CronJob'],
    *check({ object }) {
      if (object.kind === 'CronJob') {
        if (numberAt(objectAt(objectAt(objectAt(object.value, 'spec'), 'jobTemplate'), 'spec'), 'ttlSecondsAfterFinished') !== undefined)
          yield problem('the CronJob sets ttlSecondsAfterFinished beside its history limits; whichever ends first wins', {
            pointer: '/spec/jobTemplate/spec/ttlSecondsAfterFinished',
          });
        return;
      }
      const owners = listAt(objectAt(object.value, 'metadata'), 'ownerReferences');
      if (owners.length === 0 && numberAt(objectAt(object.value, 'spec'), 'ttlSecondsAfterFinished') === undefined)
        yield problem('the Job sets no ttlSecondsAfterFinished', { pointer: '/spec' });
    },
  }),
  kubernetesRule({
    id: 'cronjob-deadline',
    title: 'CronJobs have a deadline to start',
    severity: 'low',
    severityReason: 'After an outage a CronJob without one may never start again: more than 100 missed times stop it.',
    remediation: 'Set startingDeadlineSeconds.',
    reference: reference.cronJob,
    category: 'reliability',
    bad: cronText(''),
    good: cronText('  startingDeadlineSeconds: 120\n'),
    on: 'object',
    kinds: ['CronJob'],
    *check({ object }) {
      if (numberAt(objectAt(object.value, 'spec'), 'startingDeadlineSeconds') === undefined)
        yield problem('the CronJob sets no startingDeadlineSeconds', { pointer: '/spec' });
    },
  }),
  kubernetesRule({
    id: 'cronjob-inventory',
    title: 'CronJobs are known',
    severity: 'info',
    severityReason: 'An intruder’s favourite way to come back; this lists them for review.',
    remediation: 'Check that the CronJob is wanted, and waive this.',
    reference: reference.cronJob,
    category: 'reliability',
    bad: cronText(''),
    good: jobText('backoffLimit: 1'),
    on: 'object',
    kinds: ['CronJob'],
    *check({ object }) {
      yield problem(`the CronJob "${object.name}" runs at ${shown(memberOf(objectAt(object.value, 'spec'), 'schedule'))}`);
    },
  }),
];
