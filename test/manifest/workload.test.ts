import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../lib/manifest/parse.ts';

const workloadsOf = (text: string) => parseBundle([{ name: 'a.yaml', text }], 0).workloads;

describe('workloads', () => {
  it.each([
    ['v1', 'Pod', 'spec', '/spec'],
    ['v1', 'PodTemplate', 'template.spec', '/template/spec'],
    ['apps/v1', 'Deployment', 'spec.template.spec', '/spec/template/spec'],
    ['extensions/v1beta1', 'DaemonSet', 'spec.template.spec', '/spec/template/spec'],
    ['batch/v1', 'CronJob', 'spec.jobTemplate.spec.template.spec', '/spec/jobTemplate/spec/template/spec'],
    ['argoproj.io/v1alpha1', 'Rollout', 'spec.template.spec', '/spec/template/spec'],
    ['serving.knative.dev/v1', 'Service', 'spec.template.spec', '/spec/template/spec'],
    ['apps.openshift.io/v1', 'DeploymentConfig', 'spec.template.spec', '/spec/template/spec'],
  ])('%s %s keeps its pod at %s', (apiVersion, kind, path, pointer) => {
    const spec = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), { containers: [{ name: 'app', image: 'a:1' }] });
    const [workload] = workloadsOf(JSON.stringify({ apiVersion, kind, ...(typeof spec === 'object' && spec) }));
    expect(workload).toMatchObject({
      podPointer: pointer,
      containers: [{ name: 'app', image: 'a:1', pointer: `${pointer}/containers/0`, role: 'container' }],
    });
  });

  it('knows a core Service from a Knative one', () => {
    expect(workloadsOf('apiVersion: v1\nkind: Service\nspec: {template: {spec: {containers: []}}}\n')).toEqual([]);
  });

  it('reads every template of a kind that has several, and containers under other names', () => {
    const found = workloadsOf(`
apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: p}
spec:
  tasks:
    - taskSpec: {steps: [{name: build, image: b}], sidecars: [{name: db, image: d}]}
    - taskRef: {name: other}
    - taskSpec: {steps: [{image: c}]}
`);
    expect(found.map(({ podPointer, containers }) => [podPointer, containers.map(({ name, role }) => `${role} ${name}`)])).toEqual([
      ['/spec/tasks/0/taskSpec', ['container build', 'sidecar db']],
      ['/spec/tasks/2/taskSpec', ['container steps/0']],
    ]);
  });

  it('tells the roles of containers apart', () => {
    const [workload] = workloadsOf(`
kind: Pod
spec:
  initContainers: [{name: i}, {name: s, restartPolicy: Always}]
  containers: [{name: c}, "not a map"]
  ephemeralContainers: [{name: e}]
`);
    expect(workload?.containers.map(({ role, name }) => [role, name])).toEqual([
      ['init', 'i'],
      ['sidecar', 's'],
      ['container', 'c'],
      ['ephemeral', 'e'],
    ]);
  });

  it('applies the defaults that change verdicts and leaves the object as written', () => {
    const [workload] = workloadsOf(`
kind: Pod
spec:
  hostNetwork: true
  serviceAccount: old
  volumes: [{name: tmp}, {name: data, hostPath: {path: /}}]
  containers:
    - {name: a, image: "registry:5000/a", ports: [{containerPort: 80}]}
    - {name: b, image: "a:latest@sha256:0", imagePullPolicy: Never}
    - {name: c, image: "a@sha256:0"}
`);
    expect(workload?.spec).toMatchObject({
      serviceAccountName: 'old',
      volumes: [
        { name: 'tmp', emptyDir: {} },
        { name: 'data', hostPath: { path: '/' } },
      ],
    });
    expect(workload?.containers.map(({ value }) => value)).toMatchObject([
      { imagePullPolicy: 'Always', ports: [{ containerPort: 80, protocol: 'TCP', hostPort: 80 }] },
      { imagePullPolicy: 'Never' },
      { imagePullPolicy: 'IfNotPresent' },
    ]);
    expect(workload?.object.value['spec']).not.toHaveProperty('serviceAccountName');
  });

  it.each([
    'spec: 1',
    'spec: []',
    'spec: {containers: {}}',
    'spec: {containers: [1, null]}',
    'spec: null',
    'spec: {volumes: 3, initContainers: x}',
  ])('holds against %s', (spec) => {
    expect(workloadsOf(`kind: Pod\n${spec}\n`).flatMap(({ containers }) => containers)).toEqual([]);
  });
});
