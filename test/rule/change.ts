import type { DockerfileFile } from '../../lib/dockerfile/file.ts';
import { parseDockerfile } from '../../lib/dockerfile/parse.ts';
import type { Bundle, ContainerView, ManifestObject, Workload } from '../../lib/manifest/object.ts';
import type { Change } from '../../lib/rule/rule.ts';

/** A bundle made by hand, so that tests of the runner do not depend on the parser. Every pointer is at line 7. */
export const deployment = (name: string, containers: readonly string[] = ['app'], line = 7): Workload => {
  const object: ManifestObject = {
    index: 0,
    id: `apps/v1/Deployment/shop/${name}`,
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'shop',
    name,
    value: {},
    labels: {},
    annotations: {},
    file: 'deploy.yaml',
    locate: (pointer) => ({ kind: 'source', file: 'deploy.yaml', line, column: 1, pointer }),
  };
  const podPointer = '/spec/template/spec';
  return { object, podPointer, metaPointer: '/spec/template/metadata', metadata: {}, spec: {}, containers: containers.map(container) };
};

const container = (name: string, index: number): ContainerView => ({
  role: name.startsWith('init') ? 'init' : 'container',
  name,
  image: 'registry.example/app:1',
  pointer: `/spec/template/spec/containers/${index}`,
  value: {},
  securityContext: {},
});

export const bundleOf = (workloads: readonly Workload[], subject = 0): Bundle => {
  const objects = workloads.map(({ object }) => object);
  return {
    subject,
    objects,
    workloads,
    problems: [],
    ofKind: (kind) => objects.filter((object) => object.kind === kind),
    find: (kind, namespace, name) =>
      objects.find((object) => object.kind === kind && object.namespace === namespace && object.name === name),
  };
};

export const dockerfileOf = (lines: readonly string[], emptyLinesBefore = 0): DockerfileFile =>
  parseDockerfile({ name: 'Dockerfile', text: `${'\n'.repeat(emptyLinesBefore)}${lines.join('\n')}\n` }, 0);

export const changeOf = (more: Partial<Change>): Change => ({ bundle: null, images: [], dockerfiles: [], ...more });
