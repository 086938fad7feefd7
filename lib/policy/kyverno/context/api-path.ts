import type { Json } from '../../../model/json.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import { kindOfResource } from '../../validating/match/definition.ts';

/** `/api/v1/namespaces/<namespace>/<resource>/<name>` and what is shorter; for groups `/apis/<group>/<version>/…`. Source: Kubernetes API concepts, resource URIs. */
const form = /^\/(?:api\/(v[^/]+)|apis\/([^/]+\/v[^/]+))(?:\/namespaces\/([^/]+))?\/([^/?]+)(?:\/([^/?]+))?\/?$/;

/** What the API server would answer to a GET, from the objects that were supplied. */
export const answerOf = (path: string, surroundings: ForeignSurroundings): Json | undefined => {
  const named = /^\/api\/v1\/namespaces\/([^/?]+)\/?$/.exec(path);
  if (named) return surroundings.object('v1', 'Namespace', '', named[1] ?? '');
  const [, core, grouped, namespace = '', resource = '', name] = form.exec(path) ?? [];
  const apiVersion = core ?? grouped;
  if (apiVersion === undefined) return undefined;
  const kind = kindOfResource(apiVersion, resource, surroundings);
  if (kind === undefined) return undefined;
  if (name !== undefined) return surroundings.object(apiVersion, kind, namespace, name);
  const items = surroundings.list(apiVersion, kind, namespace);
  return items && { apiVersion, kind: `${kind}List`, metadata: {}, items };
};
