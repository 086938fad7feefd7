/** `path`: from the object to its pod template. `refer`: what `spec.autogen.podControllers.controllers` calls it. */
export type PodController = {
  readonly refer: string;
  readonly group: string;
  readonly kind: string;
  readonly path: string;
};

/** The kinds that a policy about pods is also asked of. Source: kyverno 111e07bb, pkg/cel/autogen/data.go. */
export const podControllers: readonly PodController[] = [
  { refer: 'daemonsets', group: 'apps', kind: 'DaemonSet', path: 'spec.template' },
  { refer: 'deployments', group: 'apps', kind: 'Deployment', path: 'spec.template' },
  { refer: 'replicasets', group: 'apps', kind: 'ReplicaSet', path: 'spec.template' },
  { refer: 'statefulsets', group: 'apps', kind: 'StatefulSet', path: 'spec.template' },
  { refer: 'jobs', group: 'batch', kind: 'Job', path: 'spec.template' },
  { refer: 'cronjobs', group: 'batch', kind: 'CronJob', path: 'spec.jobTemplate.spec.template' },
];
