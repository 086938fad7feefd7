import type { JsonObject } from '../../../lib/model/json.ts';

const rolling = { type: 'RollingUpdate' };
const template: JsonObject = { metadata: { creationTimestamp: null } };

/** What the API server fills in, by kind, where it is not written. Source: kubernetes, pkg/apis/*\/v1/defaults.go at 1.35. */
export const kindDefaults: { readonly [kind: string]: JsonObject } = {
  ClusterRole: { rules: null },
  CronJob: {
    spec: {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: { metadata: { creationTimestamp: null }, spec: { template } },
    },
  },
  DaemonSet: {
    spec: { revisionHistoryLimit: 10, updateStrategy: { ...rolling, rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } }, template },
  },
  Deployment: {
    spec: {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { ...rolling, rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      template,
    },
  },
  HorizontalPodAutoscaler: { spec: { minReplicas: 1 } },
  Job: { spec: { backoffLimit: 6, completionMode: 'NonIndexed', suspend: false, template } },
  Namespace: { spec: { finalizers: ['kubernetes'] } },
  PersistentVolume: { spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' } },
  PersistentVolumeClaim: { spec: { volumeMode: 'Filesystem' } },
  ReplicaSet: { spec: { replicas: 1, template } },
  ReplicationController: { spec: { replicas: 1, template } },
  Role: { rules: null },
  Secret: { type: 'Opaque' },
  Service: { spec: { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster' } },
  StatefulSet: {
    spec: {
      replicas: 1,
      podManagementPolicy: 'OrderedReady',
      revisionHistoryLimit: 10,
      updateStrategy: { ...rolling, rollingUpdate: { partition: 0 } },
      template,
    },
  },
  StorageClass: { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
};

export const podDefaults: JsonObject = {
  restartPolicy: 'Always',
  terminationGracePeriodSeconds: 30,
  dnsPolicy: 'ClusterFirst',
  securityContext: {},
  schedulerName: 'default-scheduler',
};

export const containerDefaults: JsonObject = {
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
};

export const probeDefaults: JsonObject = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
