import { type Json, type JsonObject, objectAt, stringAt } from '../../../lib/model/json.ts';
import { allowanceOf } from '../../../lib/policy/foreign/allowance.ts';
import { answerTo } from '../../../lib/policy/foreign/answer.ts';
import type { KnownObjects } from '../../../lib/policy/foreign/known.ts';
import { resourceOf } from '../../../lib/policy/foreign/plural.ts';
import type { ForeignSurroundings } from '../../../lib/policy/foreign/surroundings.ts';
import { clusterKinds } from '../../../lib/rule/kubernetes/kind.table.ts';

/** 21 August 2026, when the data was taken. */
const now = Date.UTC(2026, 7, 21);

/** What stands in a cluster, in place of one. Everything in it is known: what is not among the objects is not there. */
export const clusterOf = (objects: readonly JsonObject[], rest: Partial<ForeignSurroundings> = {}): ForeignSurroundings => ({
  now,
  allowance: allowanceOf(1),
  object: (apiVersion, kind, namespace, name) => objects.find((each) => isOf(each, apiVersion, kind, namespace) && nameOf(each) === name),
  list: (apiVersion, kind, namespace) => objects.filter((each) => isOf(each, apiVersion, kind, namespace)),
  namespaceLabels: (namespace) => {
    const found = objects.find((each) => stringAt(each, 'kind') === 'Namespace' && nameOf(each) === namespace);
    return { 'kubernetes.io/metadata.name': namespace, ...texts(objectAt(objectAt(found, 'metadata'), 'labels')) };
  },
  call: (method, url) => (method === 'GET' ? answerTo(everything(objects), url) : undefined),
  globalEntry: () => undefined,
  imageData: () => undefined,
  variable: () => undefined,
  ...rest,
});

/** All that there is; of a kind with no objects there is none, whatever it is called. */
const everything = (objects: readonly JsonObject[]): KnownObjects => ({
  find: (apiVersion, kind, namespace, name) => objects.find((each) => isOf(each, apiVersion, kind, namespace) && nameOf(each) === name),
  all: (apiVersion, kind, namespace) => objects.filter((each) => isOf(each, apiVersion, kind, namespace)),
  standing: (apiVersion, kind) => objects.filter((each) => isOf(each, apiVersion, kind, '')),
  kindOf: (apiVersion, plural) => {
    const one = objects.find((each) => each['apiVersion'] === apiVersion && resourceOf(stringAt(each, 'kind') ?? '') === plural);
    return one ? stringAt(one, 'kind') : plural;
  },
});

export const nameOf = (object: JsonObject): string => stringAt(objectAt(object, 'metadata'), 'name') ?? '';

/** Where an object is created: `fallback` when it names no namespace and lies in one. */
export const namespaceOf = (object: JsonObject, fallback: string): string =>
  stringAt(objectAt(object, 'metadata'), 'namespace') ?? (clusterKinds.has(stringAt(object, 'kind') ?? '') ? '' : fallback);

export const inNamespace = (object: JsonObject, fallback: string): JsonObject => {
  const namespace = namespaceOf(object, fallback);
  return namespace === '' ? object : { ...object, metadata: { ...objectAt(object, 'metadata'), namespace } };
};

const isOf = (object: JsonObject, apiVersion: string, kind: string, namespace: string): boolean =>
  stringAt(object, 'apiVersion') === apiVersion &&
  stringAt(object, 'kind') === kind &&
  (namespace === '' || namespaceOf(object, 'default') === namespace);

export const texts = (value: Json | undefined): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(objectAt({ value: value ?? null }, 'value')).map(([name, held]) => [name, String(held)]));
