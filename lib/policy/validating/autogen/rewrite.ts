import { isList, isObject, type Json } from '../../../model/json.ts';

// The object's own name and namespace stay: pod templates rarely have them. Source: kyverno 111e07bb, pkg/cel/autogen/replacement.go.
const podPart = /\b(object|oldObject)\.(spec|metadata)(?!\.(?:name|namespace)(?!\w))/g;

/**
 * CEL about a pod, of any text in `value`, as CEL about the pod template at `path` of a controller: `object.spec` becomes `object.spec.template.spec`. By text, as Kyverno
 * does it, so that a policy means the same here: `object["spec"]` stays.
 */
export const rewrittenFor = (path: string, value: Json): Json => {
  if (typeof value === 'string') return value.replace(podPart, (_all, root: string, part: string) => `${root}.${path}.${part}`);
  if (isList(value)) return value.map((item) => rewrittenFor(path, item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrittenFor(path, item)]));
};
