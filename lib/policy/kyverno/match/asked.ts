import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../../../model/json.ts';
import type { ForeignRequest, Operation, Requester } from '../../foreign/request.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';

export type Labels = { readonly [name: string]: string };

/** What match and exclude ask about: one object of a request, read once. `namespaceLabels` undefined: nobody knows them. */
export type Asked = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly subresource: string;
  /** The plural, where a cluster tells it; of a subresource the object's own kind says nothing. */
  readonly resource: string;
  readonly name: string;
  /** A Namespace lies in itself. */
  readonly namespace: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly operation: Operation;
  readonly requester: Requester | null;
  namespaceLabels(): Labels | undefined;
};

export const askedOf = (object: JsonObject, request: ForeignRequest, surroundings: ForeignSurroundings): Asked => {
  const { resource, subresource = '' } = request;
  const [version = '', group = ''] = (stringAt(object, 'apiVersion') ?? '').split('/').reverse();
  const metadata = objectAt(object, 'metadata');
  const kind = stringAt(object, 'kind') ?? '';
  const name = stringAt(metadata, 'name') || (stringAt(metadata, 'generateName') ?? '');
  return {
    group: subresource === '' ? group : (resource?.group ?? group),
    version: subresource === '' ? version : (resource?.version ?? version),
    kind,
    subresource,
    resource: resource?.resource ?? '',
    name,
    namespace: kind === 'Namespace' ? name : request.namespace,
    labels: texts(metadata['labels']),
    annotations: texts(metadata['annotations']),
    operation: request.operation,
    requester: request.requester,
    namespaceLabels: () => (request.namespace === '' ? {} : surroundings.namespaceLabels(request.namespace)),
  };
};

const texts = (value: Json | undefined): Labels =>
  isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, held]) => [name, typeof held === 'string' ? held : ''])) : {};
