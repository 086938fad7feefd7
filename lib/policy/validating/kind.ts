import { type Json, stringAt } from '../../model/json.ts';

export type Kind = 'validating-policy' | 'image-policy' | 'admission-policy' | 'binding' | 'exception' | 'other';

const kinds = new Map<string, Kind>([
  ['policies.kyverno.io/ValidatingPolicy', 'validating-policy'],
  ['policies.kyverno.io/NamespacedValidatingPolicy', 'validating-policy'],
  ['policies.kyverno.io/ImageValidatingPolicy', 'image-policy'],
  ['policies.kyverno.io/NamespacedImageValidatingPolicy', 'image-policy'],
  ['policies.kyverno.io/PolicyException', 'exception'],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicy', 'admission-policy'],
  ['admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding', 'binding'],
]);

/** What a document is here, whatever its version. */
export const kindOf = (document: Json): Kind => {
  const group = (stringAt(document, 'apiVersion') ?? '').split('/')[0] ?? '';
  return kinds.get(`${group}/${stringAt(document, 'kind') ?? ''}`) ?? 'other';
};
