import { objectAt, stringAt } from '../../../model/json.ts';
import { resourceOf } from '../../foreign/plural.ts';
import type { ForeignRequest } from '../../foreign/request.ts';

/** What a request is about, as an API server names it. `group` '' is the core group; `subresource` '' is the object itself. */
export type Target = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly generateName: string;
  readonly namespace: string;
};

// Every policy asks this of the same request.
const known = new WeakMap<ForeignRequest, Target>();

export const targetOf = (request: ForeignRequest): Target => {
  const before = known.get(request);
  if (before) return before;
  const target = read(request);
  known.set(request, target);
  return target;
};

const read = (request: ForeignRequest): Target => {
  const object = request.object ?? request.oldObject ?? {};
  const [version = '', group = ''] = (stringAt(object, 'apiVersion') ?? '').split('/').reverse();
  const kind = stringAt(object, 'kind') ?? '';
  const metadata = objectAt(object, 'metadata');
  return {
    kind,
    group: request.resource?.group ?? group,
    version: request.resource?.version ?? version,
    resource: request.resource?.resource ?? resourceOf(kind),
    subresource: request.subresource ?? '',
    name: stringAt(metadata, 'name') ?? '',
    generateName: stringAt(metadata, 'generateName') ?? '',
    namespace: request.namespace,
  };
};

export const isNamespaceItself = ({ group, resource, subresource }: Target): boolean =>
  group === '' && resource === 'namespaces' && subresource === '';
