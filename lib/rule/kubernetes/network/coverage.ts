import type { Bundle, ManifestObject } from '../../../manifest/object.ts';
import { givenAt, isList, isObject, type Json, type JsonObject, listAt, memberOf, objectAt } from '../../../model/json.ts';
import { namespaceOf, type PodGroup } from '../pods.ts';
import { matchesLabels } from '../selector.ts';

/** A policy of any of the kinds below, read as far as coverage goes. `namespace` null: every namespace. */
export type PolicyView = {
  readonly object: ManifestObject;
  readonly namespace: string | null;
  readonly selector: Json | undefined;
  readonly ingress: boolean;
  readonly egress: boolean;
};

const kubernetesView = (object: ManifestObject): PolicyView => {
  const spec = objectAt(object.value, 'spec');
  const types = listAt(spec, 'policyTypes');
  // Without policyTypes a policy is for ingress, and for egress when it has egress rules. Source: NetworkPolicySpec.
  const ingress = types.length === 0 || types.includes('Ingress');
  const egress = types.length === 0 ? givenAt(spec, 'egress') !== undefined : types.includes('Egress');
  return { object, namespace: namespaceOf(object.namespace), selector: memberOf(spec, 'podSelector') ?? {}, ingress, egress };
};

/** Cilium's policies say the same with `endpointSelector`, in `spec` or a list of `specs`; a rule list, even an empty one, restricts its direction. */
const ciliumViews = (object: ManifestObject): readonly PolicyView[] => {
  const spec = memberOf(object.value, 'spec');
  const specs = [...(isObject(spec) ? [spec] : []), ...listAt(object.value, 'specs').filter(isObject)];
  return specs.map((one: JsonObject) => ({
    object,
    namespace: object.kind === 'CiliumNetworkPolicy' ? namespaceOf(object.namespace) : null,
    selector: memberOf(one, 'endpointSelector') ?? {},
    ingress: isList(memberOf(one, 'ingress')) || isList(memberOf(one, 'ingressDeny')),
    egress: isList(memberOf(one, 'egress')) || isList(memberOf(one, 'egressDeny')),
  }));
};

const viewsByBundle = new WeakMap<Bundle, ReadonlyMap<string | null, readonly PolicyView[]>>();

const viewsOf = (bundle: Bundle): ReadonlyMap<string | null, readonly PolicyView[]> => {
  const known = viewsByBundle.get(bundle);
  if (known) return known;
  const views = [
    ...bundle.ofKind('NetworkPolicy').map(kubernetesView),
    ...bundle.ofKind('CiliumNetworkPolicy').flatMap(ciliumViews),
    ...bundle.ofKind('CiliumClusterwideNetworkPolicy').flatMap(ciliumViews),
  ];
  const grouped = new Map<string | null, PolicyView[]>();
  for (const view of views) grouped.set(view.namespace, [...(grouped.get(view.namespace) ?? []), view]);
  viewsByBundle.set(bundle, grouped);
  return grouped;
};

export const policiesIn = (bundle: Bundle, namespace: string): readonly PolicyView[] => {
  const views = viewsOf(bundle);
  return [...(views.get(namespaceOf(namespace)) ?? []), ...(views.get(null) ?? [])];
};

export type Coverage = { readonly policies: readonly PolicyView[]; readonly ingress: boolean; readonly egress: boolean };

/** The policies that select a pod, and the directions that they close. */
export const coverageOf = ({ namespace, labels }: PodGroup, bundle: Bundle): Coverage => {
  const policies = policiesIn(bundle, namespace).filter(({ selector }) => matchesLabels(selector, labels));
  return { policies, ingress: policies.some(({ ingress }) => ingress), egress: policies.some(({ egress }) => egress) };
};
