import { type JsonObject, objectAt } from '../../model/json.ts';
import type { Change } from '../../rule/rule.ts';
import { type Allowance, allowanceOf } from './allowance.ts';
import { answerTo } from './answer.ts';
import { imageDataOf } from './image-data.ts';
import { type KnownObjects, knownObjects } from './known.ts';
import type { ForeignSurroundings } from './surroundings.ts';
import { givenValues, textsOf } from './values.ts';

/** What is known around the objects of a change: the change itself, what was told of the cluster, and what stands beside the policies. */
export type Near = { readonly surroundings: ForeignSurroundings; readonly known: KnownObjects };

type Neighbourhood = { readonly allowance: Allowance; readonly lists: Map<readonly JsonObject[], Near> };
const memory = new WeakMap<Change, Neighbourhood>();

/** Made once a change, for each list of documents that stand beside the policies. */
export const nearOf = (change: Change, beside: readonly JsonObject[]): Near => {
  const around = memory.get(change) ?? {
    allowance: allowanceOf(change.bundle?.objects.length ?? 0),
    lists: new Map<readonly JsonObject[], Near>(),
  };
  memory.set(change, around);
  const near = around.lists.get(beside) ?? make(change, beside, around.allowance);
  around.lists.set(beside, near);
  return near;
};

const make = (change: Change, beside: readonly JsonObject[], allowance: Allowance): Near => {
  const known = knownObjects(change, beside);
  const values = givenValues([...(change.cluster ?? []), ...beside]);
  const surroundings: ForeignSurroundings = {
    now: change.occasion?.now ?? 0,
    allowance,
    object: known.find,
    list: known.all,
    namespaceLabels: (namespace) => {
      const found = known.find('v1', 'Namespace', '', namespace);
      const given = values.namespaceLabels(namespace);
      if (!found && !given) return undefined;
      // The API server sets this one. Source: kubernetes, "Automatic labelling" of namespaces.
      return { 'kubernetes.io/metadata.name': namespace, ...textsOf(objectAt(objectAt(found, 'metadata'), 'labels')), ...given };
    },
    call: (method, url) => (method === 'GET' ? answerTo(known, url) : undefined),
    // What stands beside the policies is read by the engines.
    globalEntry: () => undefined,
    imageData: (reference) => imageDataOf(change, reference),
    variable: values.variable,
  };
  return { surroundings, known };
};
