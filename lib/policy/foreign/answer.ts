import type { Json } from '../../model/json.ts';
import type { KnownObjects } from './known.ts';

/** What an address of the API server would have answered. */
export const answerTo = (known: KnownObjects, url: string): Json | undefined => {
  const found = /^\/(?:api\/(v\w+)|apis\/([\w.-]+\/v\w+))\/(?:namespaces\/([^/?]+)\/(?=[^/?]))?([a-z0-9.-]+)(?:\/([^/?]+))?\/?$/.exec(url);
  if (!found) return undefined;
  const [, core, grouped, namespace = '', plural = '', name] = found;
  const apiVersion = core ?? grouped ?? '';
  const kind = known.kindOf(apiVersion, plural);
  if (kind === undefined) return undefined;
  if (name !== undefined) return known.find(apiVersion, kind, namespace, name);
  const items = known.all(apiVersion, kind, namespace);
  return items && { apiVersion, kind: `${kind}List`, metadata: {}, items };
};
