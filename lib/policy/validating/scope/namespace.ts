import { type JsonObject, objectAt } from '../../../model/json.ts';
import { toCel } from '../../cel/value/json.ts';
import { unknown } from '../../cel/value/signal.ts';
import type { CelValue } from '../../cel/value/value.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { isNamespaceItself, type Target } from '../match/target.ts';
import { lazyMap } from './lazy-map.ts';

// Every namespace has this label of itself. Source: Kubernetes, "Well-Known Labels".
const nameLabel = 'kubernetes.io/metadata.name';

/** The variable `namespaceObject`; null for what is in no namespace. Of a namespace that nobody has supplied, the name is known and no more. */
export const namespaceValue = (target: Target, surroundings: ForeignSurroundings): CelValue => {
  const { namespace: name } = target;
  if (name === '' || isNamespaceItself(target)) return null;
  const supplied = surroundings.object('v1', 'Namespace', '', name);
  if (supplied !== undefined) return toCel(labelled(supplied, name));
  const missing = (): CelValue => unknown(`the namespace ${name} is not known`);
  const labels = surroundings.namespaceLabels(name);
  const metadata = lazyMap({
    name: () => name,
    labels: labels === undefined ? missing : () => toCel({ [nameLabel]: name, ...labels }),
    annotations: missing,
  });
  return lazyMap({ metadata: () => metadata, spec: missing, status: missing });
};

const labelled = (namespace: JsonObject, name: string): JsonObject => {
  const metadata = objectAt(namespace, 'metadata');
  return { ...namespace, metadata: { ...metadata, labels: { [nameLabel]: name, ...objectAt(metadata, 'labels') } } };
};
