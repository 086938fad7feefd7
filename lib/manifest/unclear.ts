import { type JsonObject, stringAt } from '../model/json.ts';
import type { Workload } from './object.ts';

// Kinds of Kubernetes itself that cannot be without containers. Source: kubernetes/api, core/v1, apps/v1 and batch/v1 types.go.
const kindsOfPods = new Set([
  'Pod',
  'PodTemplate',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
]);
const ownVersion = /^(?:(?:apps|batch|extensions)\/)?v\d\w*$/;

/** Why nobody can tell what an object would run; undefined when it is clear. What was not judged must never look like an allow. */
export const unclear = (object: JsonObject, workloads: readonly Workload[]): string | undefined => {
  const kind = stringAt(object, 'kind') ?? '';
  const apiVersion = stringAt(object, 'apiVersion') ?? '';
  if (kind === '') return 'the object has no kind';
  if (apiVersion === '') return `this ${kind} has no apiVersion`;
  if (!kindsOfPods.has(kind) || !ownVersion.test(apiVersion)) return undefined;
  const isEmpty = workloads.length === 0 || workloads.some(({ containers }) => containers.length === 0);
  return isEmpty ? `this ${kind} has no containers that can be read` : undefined;
};
