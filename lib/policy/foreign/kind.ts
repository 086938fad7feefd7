import { type Json, stringAt } from '../../model/json.ts';
import { groupOf } from './group.ts';

/** API groups whose documents are policies, exceptions and bindings; the rest of what stands among them are objects that policies ask for. */
const groups = new Map<string, 'kyverno' | 'kubernetes'>([
  ['kyverno.io', 'kyverno'],
  ['policies.kyverno.io', 'kyverno'],
  ['admissionregistration.k8s.io', 'kubernetes'],
]);

/** Kinds that judge. Others of the groups are exceptions and bindings, or change, make and delete objects, which is not judged. */
const policyKinds = new Set([
  'ClusterPolicy',
  'Policy',
  'ValidatingPolicy',
  'NamespacedValidatingPolicy',
  'ValidatingAdmissionPolicy',
  'ImageValidatingPolicy',
  'NamespacedImageValidatingPolicy',
]);
const partKinds = new Set(['PolicyException', 'ValidatingAdmissionPolicyBinding', 'GlobalContextEntry']);

/**
 * What a document is to a policy of another engine. `policy` judges; `part` belongs to one (an exception, a binding); `passed-over` is of those engines and
 * does not judge (mutation, generation, cleanup); `other` is none of theirs.
 */
export const foreignKind = (document: Json): 'policy' | 'part' | 'passed-over' | 'other' => {
  const group = groupOf(stringAt(document, 'apiVersion') ?? '');
  if (!groups.has(group)) return 'other';
  const kind = stringAt(document, 'kind') ?? '';
  if (policyKinds.has(kind)) return 'policy';
  return partKinds.has(kind) ? 'part' : 'passed-over';
};
