import { type JsonObject, stringAt } from '../../../model/json.ts';
import { groupOf } from '../group.ts';
import { servedKinds } from './kind.table.ts';
import { withoutNulls } from './without-nulls.ts';

/**
 * An object as admission sees it: without members that are null, and with the values that the API server gives to what is left out. What admission plug-ins
 * of a cluster add (a service account, tolerations, limits of a LimitRange) is not known here and not added.
 */
export const servedObject = (object: JsonObject): JsonObject => {
  const key = `${groupOf(stringAt(object, 'apiVersion') ?? '')} ${stringAt(object, 'kind') ?? ''}`;
  return servedKinds.get(key)?.(withoutNulls(object)) ?? object;
};
