import { objectAt, stringAt } from '../../../model/json.ts';
import { clusterKinds } from '../../../rule/kubernetes/kind.table.ts';
import { kindTable } from '../../../rule/kubernetes/schema/data/types.table.ts';
import { resourceOf } from '../../foreign/plural.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';

let kinds: ReadonlyMap<string, string> | undefined;

const ownKinds = (): ReadonlyMap<string, string> =>
  new Map(
    kindTable.split('\n').flatMap((line) => {
      const [path = ''] = line.split('=');
      const slash = path.lastIndexOf('/');
      const kind = path.slice(slash + 1);
      return kind === '' ? [] : [[`${path.slice(0, Math.max(slash, 0))}/${resourceOf(kind)}`, kind]];
    }),
  );

/** The kind of a resource: Kubernetes' own, or by a CustomResourceDefinition that was supplied, since a plural says nothing about capitals. */
export const kindOfResource = (apiVersion: string, resource: string, surroundings: ForeignSurroundings): string | undefined => {
  kinds ??= ownKinds();
  return kinds.get(`${apiVersion}/${resource}`) ?? stringAt(objectAt(definition(apiVersion, resource, surroundings), 'names'), 'kind');
};

/** Whether objects of a kind live in namespaces; undefined where nobody has told. */
export const isNamespaced = (apiVersion: string, kind: string, surroundings: ForeignSurroundings): boolean | undefined => {
  kinds ??= ownKinds();
  const resource = resourceOf(kind);
  if (kinds.get(`${apiVersion}/${resource}`) === kind) return !clusterKinds.has(kind);
  const scope = stringAt(definition(apiVersion, resource, surroundings), 'scope');
  return scope === undefined ? undefined : scope === 'Namespaced';
};

const definition = (apiVersion: string, resource: string, surroundings: ForeignSurroundings) => {
  const group = apiVersion.split('/')[0] ?? '';
  return objectAt(surroundings.object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', '', `${resource}.${group}`), 'spec');
};
