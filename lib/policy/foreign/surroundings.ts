import type { Json, JsonObject } from '../../model/json.ts';
import type { Allowance } from './allowance.ts';

/**
 * What a policy may ask of the cluster it was written for. All of it is supplied: nothing here opens a connection. Each answers undefined when nobody has
 * supplied it, which makes the rule `not-evaluated`, never a guess. `now`: milliseconds since 1970.
 */
export type ForeignSurroundings = {
  readonly now: number;
  /** Of the change. A rule that finds none of it left is an `error`. */
  readonly allowance: Allowance;
  /** An object of the change or of what the caller told of the cluster; `namespace` '' for none. `apiVersion` is `v1`, `apps/v1`. */
  object(apiVersion: string, kind: string, namespace: string, name: string): JsonObject | undefined;
  /** All objects of a kind, of one namespace or ('') of all; undefined when nobody knows whether the list is whole. */
  list(apiVersion: string, kind: string, namespace: string): readonly JsonObject[] | undefined;
  /** Labels of a namespace; undefined when it is not known. */
  namespaceLabels(namespace: string): { readonly [name: string]: string } | undefined;
  /** What a call of the API server (`urlPath`) or of a service would have answered. */
  call(method: 'GET' | 'POST', url: string, body?: Json): Json | undefined;
  /** An entry of Kyverno's global context. */
  globalEntry(name: string): Json | undefined;
  /** What a registry tells of an image, in the shape of Kyverno's imageRegistry context: registry, repository, identifier, manifest, configData … */
  imageData(reference: string): Json | undefined;
  /** A context variable that the caller sets in place of what the policy would have fetched, such as Kyverno's CLI values. */
  variable(policy: string, rule: string, name: string): Json | undefined;
};
