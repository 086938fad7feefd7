/** A kind that makes Pods of a template. `template`: the member of `spec` that a pattern is put below; `path`: where the template stands in the object. */
export type Controller = { readonly kind: string; readonly apiVersion: string; readonly place: Place };

/** `isOfAll`: every block of a match is about the kinds, whatever it was about. */
export type Place = {
  readonly prefix: 'autogen' | 'autogen-cronjob';
  readonly member: string;
  readonly path: string;
  readonly isOfAll: boolean;
};

const template: Place = { prefix: 'autogen', member: 'template', path: 'spec.template', isOfAll: false };
const job: Place = { prefix: 'autogen-cronjob', member: 'jobTemplate', path: 'spec.jobTemplate.spec.template', isOfAll: true };

/** Source: Kyverno, "Auto-Gen Rules for Pod Controllers". */
export const controllers: readonly Controller[] = [
  { kind: 'DaemonSet', apiVersion: 'apps/v1', place: template },
  { kind: 'Deployment', apiVersion: 'apps/v1', place: template },
  { kind: 'Job', apiVersion: 'batch/v1', place: template },
  { kind: 'ReplicaSet', apiVersion: 'apps/v1', place: template },
  { kind: 'ReplicationController', apiVersion: 'v1', place: template },
  { kind: 'StatefulSet', apiVersion: 'apps/v1', place: template },
  { kind: 'CronJob', apiVersion: 'batch/v1', place: job },
];

export const places: readonly Place[] = [template, job];
