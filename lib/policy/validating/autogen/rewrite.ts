import { isList, isObject, type Json } from '../../../model/json.ts';

// Source: kyverno 111e07bb, pkg/autogen/v1/rule.go for rules, pkg/cel/autogen/replacement.go for policies: pod templates rarely have a name and a namespace of their own.
const parts = {
  rule: /\b(object|oldObject)\.(spec|metadata)/g,
  policy: /\b(object|oldObject)\.(spec|metadata)(?!\.(?:name|namespace)(?!\w))/g,
};

/**
 * CEL about a pod, of any text in `value`, as CEL about the pod template at `path` of a controller: `object.spec` becomes `object.spec.template.spec`. By text, as Kyverno
 * does it, so that a policy means the same here: `object["spec"]` stays. In a `policy` of CEL the object's own name and namespace stay too, in a `rule` with `validate.cel` not.
 */
export const rewrittenFor = (path: string, value: Json, within: keyof typeof parts): Json => {
  if (typeof value === 'string') return value.replace(parts[within], (_all, root: string, part: string) => `${root}.${path}.${part}`);
  if (isList(value)) return value.map((item) => rewrittenFor(path, item, within));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrittenFor(path, item, within)]));
};
