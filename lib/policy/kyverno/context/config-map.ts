import { type Json, memberOf, objectAt } from '../../../model/json.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { type Outcome, unknown, valued } from '../outcome.ts';
import type { QueryScope } from '../query/scope.ts';
import { textOf } from './part-of.ts';

/** `data` and `metadata` of a ConfigMap. */
export const configMap = (asked: Json, scope: QueryScope, surroundings: ForeignSurroundings): Outcome => {
  const name = textOf(memberOf(asked, 'name'), scope);
  if (name.kind !== 'value') return name;
  const namespace = textOf(memberOf(asked, 'namespace'), scope);
  if (namespace.kind !== 'value') return namespace;
  const found = surroundings.object('v1', 'ConfigMap', namespace.value || 'default', name.value);
  if (!found) return unknown(`the ConfigMap ${namespace.value || 'default'}/${name.value} is not known`);
  return valued({ data: objectAt(found, 'data'), metadata: objectAt(found, 'metadata') });
};
