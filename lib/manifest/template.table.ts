import type { ContainerRole } from './object.ts';

/**
 * Where a kind keeps pod specs. `spec` and `metadata` are paths in the object, `*` stands for every member or item; `containers` names the members that
 * hold containers when they are not a pod's own. `group` '' stands for Kubernetes' own groups.
 */
export type TemplatePlace = {
  readonly group: string;
  readonly kind: string;
  readonly spec: readonly string[];
  readonly metadata: readonly string[];
  readonly containers?: readonly (readonly [member: string, role: ContainerRole])[];
};

export const podContainers: readonly (readonly [string, ContainerRole])[] = [
  ['initContainers', 'init'],
  ['containers', 'container'],
  ['ephemeralContainers', 'ephemeral'],
];

const template = (group: string, kind: string, path: string): TemplatePlace => {
  const steps = path === '' ? [] : path.split('.');
  return { group, kind, spec: [...steps, 'spec'], metadata: [...steps, 'metadata'] };
};

const custom = (group: string, kind: string, path: string, containers: TemplatePlace['containers'] & {}): TemplatePlace => ({
  group,
  kind,
  spec: path.split('.'),
  metadata: ['metadata'],
  containers,
});

const steps = [
  ['steps', 'container'],
  ['sidecars', 'sidecar'],
] as const;
const workflowParts = [
  ['initContainers', 'init'],
  ['container', 'container'],
  ['script', 'container'],
  ['sidecars', 'sidecar'],
] as const;

/** A new kind is a row. Sources: the CustomResourceDefinitions of the projects that own the groups. */
export const templatePlaces: readonly TemplatePlace[] = [
  template('', 'Pod', ''),
  template('', 'PodTemplate', 'template'),
  template('', 'ReplicationController', 'spec.template'),
  template('', 'Deployment', 'spec.template'),
  template('', 'ReplicaSet', 'spec.template'),
  template('', 'StatefulSet', 'spec.template'),
  template('', 'DaemonSet', 'spec.template'),
  template('', 'Job', 'spec.template'),
  template('', 'CronJob', 'spec.jobTemplate.spec.template'),
  template('apps.openshift.io', 'DeploymentConfig', 'spec.template'),
  template('', 'DeploymentConfig', 'spec.template'),
  template('argoproj.io', 'Rollout', 'spec.template'),
  custom('argoproj.io', 'Workflow', 'spec.templates.*', workflowParts),
  custom('argoproj.io', 'WorkflowTemplate', 'spec.templates.*', workflowParts),
  custom('argoproj.io', 'ClusterWorkflowTemplate', 'spec.templates.*', workflowParts),
  custom('argoproj.io', 'CronWorkflow', 'spec.workflowSpec.templates.*', workflowParts),
  template('serving.knative.dev', 'Service', 'spec.template'),
  template('serving.knative.dev', 'Configuration', 'spec.template'),
  template('serving.knative.dev', 'Revision', ''),
  custom('tekton.dev', 'Task', 'spec', steps),
  custom('tekton.dev', 'ClusterTask', 'spec', steps),
  custom('tekton.dev', 'TaskRun', 'spec.taskSpec', steps),
  custom('tekton.dev', 'Pipeline', 'spec.tasks.*.taskSpec', steps),
  custom('tekton.dev', 'Pipeline', 'spec.finally.*.taskSpec', steps),
  custom('tekton.dev', 'PipelineRun', 'spec.pipelineSpec.tasks.*.taskSpec', steps),
  custom('tekton.dev', 'PipelineRun', 'spec.pipelineSpec.finally.*.taskSpec', steps),
  template('jobset.x-k8s.io', 'JobSet', 'spec.replicatedJobs.*.template.spec.template'),
  template('leaderworkerset.x-k8s.io', 'LeaderWorkerSet', 'spec.leaderWorkerTemplate.leaderTemplate'),
  template('leaderworkerset.x-k8s.io', 'LeaderWorkerSet', 'spec.leaderWorkerTemplate.workerTemplate'),
  template('agents.x-k8s.io', 'Sandbox', 'spec.podTemplate'),
  template('extensions.agents.x-k8s.io', 'SandboxTemplate', 'spec.podTemplate'),
  template('keda.sh', 'ScaledJob', 'spec.jobTargetRef.template'),
  template('batch.volcano.sh', 'Job', 'spec.tasks.*.template'),
  template('kubeflow.org', 'PyTorchJob', 'spec.pytorchReplicaSpecs.*.template'),
  template('kubeflow.org', 'TFJob', 'spec.tfReplicaSpecs.*.template'),
  template('kubeflow.org', 'MPIJob', 'spec.mpiReplicaSpecs.*.template'),
  template('kubeflow.org', 'XGBoostJob', 'spec.xgbReplicaSpecs.*.template'),
  template('kubeflow.org', 'Notebook', 'spec.template'),
  template('ray.io', 'RayCluster', 'spec.headGroupSpec.template'),
  template('ray.io', 'RayCluster', 'spec.workerGroupSpecs.*.template'),
  template('ray.io', 'RayJob', 'spec.rayClusterSpec.headGroupSpec.template'),
  template('ray.io', 'RayJob', 'spec.rayClusterSpec.workerGroupSpecs.*.template'),
  template('ray.io', 'RayService', 'spec.rayClusterConfig.headGroupSpec.template'),
  template('ray.io', 'RayService', 'spec.rayClusterConfig.workerGroupSpecs.*.template'),
  template('apps.kruise.io', 'CloneSet', 'spec.template'),
  template('apps.kruise.io', 'StatefulSet', 'spec.template'),
  template('apps.kruise.io', 'DaemonSet', 'spec.template'),
  template('apps.kruise.io', 'BroadcastJob', 'spec.template'),
  template('agones.dev', 'GameServer', 'spec.template'),
  template('agones.dev', 'GameServerSet', 'spec.template.spec.template'),
  template('agones.dev', 'Fleet', 'spec.template.spec.template'),
  template('actions.github.com', 'AutoscalingRunnerSet', 'spec.template'),
  template('actions.github.com', 'EphemeralRunnerSet', 'spec.ephemeralRunnerSpec'),
];
