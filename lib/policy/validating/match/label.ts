import { type Json, objectAt } from '../../../model/json.ts';
import type { ForeignRequest } from '../../foreign/request.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import type { Labels, Selector } from './selector.ts';
import { isNamespaceItself, type Target } from './target.ts';

// Every namespace has this label of itself. Source: Kubernetes, "Well-Known Labels".
const nameLabel = 'kubernetes.io/metadata.name';

export type Selected = 'selected' | 'not-selected' | 'unknown';

export const labelsOf = (object: Json | undefined): Labels => {
  const labels = Object.entries(objectAt(objectAt(object, 'metadata'), 'labels'));
  return Object.fromEntries(labels.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
};

/** Objects outside of namespaces are in every namespaceSelector. Source: kubernetes/apiserver, webhook/predicates/namespace. */
export const selectsNamespace = (
  selector: Selector,
  target: Target,
  request: ForeignRequest,
  surroundings: ForeignSurroundings,
): Selected => {
  if (selector.keys.length === 0) return 'selected';
  if (isNamespaceItself(target) && request.object !== null) return selectedIf(selector.selects(labelsOf(request.object)));
  const name = target.namespace || (isNamespaceItself(target) ? target.name : '');
  if (name === '') return 'selected';
  const known = surroundings.namespaceLabels(name);
  if (known === undefined && selector.keys.some((key) => key !== nameLabel)) return 'unknown';
  return selectedIf(selector.selects({ [nameLabel]: name, ...known }));
};

/** Either of an update's two objects suffices. */
export const selectsObject = (selector: Selector, { object, oldObject }: ForeignRequest): boolean =>
  selector.keys.length === 0 || [object, oldObject].some((one) => one !== null && selector.selects(labelsOf(one)));

const selectedIf = (isSelected: boolean): Selected => (isSelected ? 'selected' : 'not-selected');
