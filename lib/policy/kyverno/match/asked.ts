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
  const apiVersion = stringAt(object, 'apiVersion') ?? '';
  const slash = apiVersion.indexOf('/');
  const metadata = objectAt(object, 'metadata');
  const kind = stringAt(object, 'kind') ?? '';
  const name = stringAt(metadata, 'name') || (stringAt(metadata, 'generateName') ?? '');
  return {
    group: slash === -1 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    subresource: request.subresource ?? '',
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
