import { toCel } from '../../cel/value/json.ts';
import { unknown } from '../../cel/value/signal.ts';
import type { CelMap, CelValue } from '../../cel/value/value.ts';
import type { ForeignRequest, Requester } from '../../foreign/request.ts';
import type { Target } from '../match/target.ts';
import { lazyMap } from './lazy-map.ts';

/** The variable `request`, as the API server builds it: what is empty is not there. Source: admission.k8s.io/v1, AdmissionRequest. */
export const requestValue = (request: ForeignRequest, target: Target): CelMap => {
  const { group, version, kind, resource, subresource, name, namespace } = target;
  const ofKind = (): CelValue => toCel({ group, version, kind });
  const ofResource = (): CelValue => toCel({ group, version, resource });
  return lazyMap({
    kind: ofKind,
    resource: ofResource,
    requestKind: ofKind,
    requestResource: ofResource,
    ...given('subResource', subresource),
    ...given('requestSubResource', subresource),
    ...given('name', name),
    ...given('namespace', namespace),
    operation: () => request.operation,
    userInfo: () => userValue(request.requester),
    dryRun: () => request.dryRun ?? false,
    object: () => toCel(request.object),
    oldObject: () => toCel(request.oldObject),
  });
};

const given = (field: string, value: string): { readonly [field: string]: () => CelValue } =>
  value === '' ? {} : { [field]: () => value };

const userValue = (requester: Requester | null): CelValue => {
  if (requester === null) return unknown('who asks is not known');
  const { username, groups, uid, extra } = requester;
  return toCel({
    ...(username !== '' && { username }),
    ...(groups.length > 0 && { groups }),
    ...(uid && { uid }),
    ...(extra && { extra }),
  });
};
