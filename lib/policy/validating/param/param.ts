import { type JsonObject, objectAt, stringAt } from '../../../model/json.ts';
import type { ForeignRequest } from '../../foreign/request.ts';
import type { ForeignSurroundings } from '../../foreign/surroundings.ts';
import type { ParamKind, ParamRef } from '../document/param.ts';
import { isNamespaced } from '../match/definition.ts';
import { labelsOf } from '../match/label.ts';
import { compileSelector } from '../match/selector.ts';
import { isNamespaceItself, targetOf } from '../match/target.ts';

/** `none`: there is no such object, and `action` is what the binding says about that. */
export type Params =
  | { readonly kind: 'params'; readonly params: readonly JsonObject[] }
  | { readonly kind: 'none'; readonly action: 'Allow' | 'Deny' }
  | { readonly kind: 'error'; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export type ParamSource = { readonly kind: ParamKind; readonly ref: ParamRef };

/** The objects that a policy is asked with, one after the other. `supplied`: objects that stand beside the policy. Source: kubernetes/api, ParamRef. */
export const paramsFor = (
  { kind, ref }: ParamSource,
  request: ForeignRequest,
  surroundings: ForeignSurroundings,
  supplied: readonly JsonObject[],
): Params => {
  const place = placeOf(kind, ref, request, surroundings);
  if (place.kind === 'error') return place;
  const beside = supplied.filter((object) => isOfKind(object, kind) && isIn(object, place.namespaces));
  const [first = '', ...others] = place.namespaces;
  const known = (): readonly JsonObject[] | undefined =>
    surroundings.list(kind.apiVersion, kind.kind, others.length === 0 ? first : '')?.filter((object) => isIn(object, place.namespaces));
  const action = ref.parameterNotFoundAction ?? 'Deny';
  if (ref.name) {
    const { name } = ref;
    const isNamed = (object: JsonObject): boolean => nameOf(object) === name;
    const found =
      beside.find(isNamed) ?? place.namespaces.map((one) => surroundings.object(kind.apiVersion, kind.kind, one, name)).find(Boolean);
    if (found) return { kind: 'params', params: [found] };
    const all = known();
    return all && !all.some(isNamed) ? { kind: 'none', action } : missing(`${kind.kind} ${[first, name].filter(Boolean).join('/')}`);
  }
  const selector = compileSelector(ref.selector);
  const all = known();
  if (!all && beside.length === 0) return missing(`which ${kind.kind} there are`);
  const selected = [...beside, ...(all ?? [])].filter((object) => selector.selects(labelsOf(object)));
  return selected.length === 0 ? { kind: 'none', action } : { kind: 'params', params: selected };
};

const missing = (what: string): Params => ({ kind: 'unknown', reason: `the parameter is not known: ${what}` });
const nameOf = (object: JsonObject): string | undefined => stringAt(objectAt(object, 'metadata'), 'name');
const isOfKind = (object: JsonObject, { apiVersion, kind }: ParamKind): boolean =>
  stringAt(object, 'apiVersion') === apiVersion && stringAt(object, 'kind') === kind;

/** An object that is written without a namespace is applied to any. */
const isIn = (object: JsonObject, namespaces: readonly string[]): boolean =>
  [...namespaces, undefined].includes(stringAt(objectAt(object, 'metadata'), 'namespace'));

/** Both the object's namespace and none, where nobody has told whether the kind lives in namespaces. */
type Place = { readonly kind: 'place'; readonly namespaces: readonly string[] } | { readonly kind: 'error'; readonly message: string };

const placeOf = (param: ParamKind, ref: ParamRef, request: ForeignRequest, surroundings: ForeignSurroundings): Place => {
  const inNamespaces = isNamespaced(param.apiVersion, param.kind, surroundings);
  if (inNamespaces === false) return { kind: 'place', namespaces: [''] };
  const target = targetOf(request);
  const namespace = ref.namespace || (isNamespaceItself(target) ? '' : target.namespace);
  if (namespace === '' && inNamespaces) {
    return { kind: 'error', message: `${param.kind} is in namespaces and the object is in none: paramRef must name one` };
  }
  return { kind: 'place', namespaces: inNamespaces || namespace === '' ? [namespace] : [namespace, ''] };
};
