import { isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';

/** What a file of values for Kyverno's command says: variables in place of what a policy would fetch, and labels of namespaces. */
export type GivenValues = {
  variable(policy: string, rule: string, name: string): Json | undefined;
  namespaceLabels(namespace: string): { readonly [name: string]: string } | undefined;
};

/** Of every document `kind: Values`. Source: kyverno, cmd/cli/kubectl-kyverno/apis/v1alpha1/values.go. */
export const givenValues = (documents: readonly JsonObject[]): GivenValues => {
  const files = documents.filter((one) => one['kind'] === 'Values' && stringAt(one, 'apiVersion')?.startsWith('cli.kyverno.io/'));
  return {
    variable: (policy, rule, name) => {
      for (const file of files) {
        const own = listAt(file, 'policies').filter((one) => stringAt(one, 'name') === policy);
        const rules = own.flatMap((one) => listAt(one, 'rules')).filter((one) => stringAt(one, 'name') === rule);
        for (const values of [...rules.map((one) => objectAt(one, 'values')), objectAt(file, 'globalValues')]) {
          const found = memberOf(values, name) ?? nested(values, `${name}.`);
          if (found !== undefined) return found;
        }
      }
      return undefined;
    },
    namespaceLabels: (namespace) => {
      const rows = files.flatMap((file) => listAt(file, 'namespaceSelector'));
      const row = rows.find((one) => stringAt(one, 'name') === namespace);
      return row === undefined ? undefined : textsOf(objectAt(row, 'labels'));
    },
  };
};

/** `settings.data.team: a` is the member `data.team` of the variable `settings`. */
const nested = (values: JsonObject, prefix: string): JsonObject | undefined => {
  const own = Object.entries(values).filter(([name]) => name.startsWith(prefix));
  if (own.length === 0) return undefined;
  return own.reduce<JsonObject>((all, [name, value]) => withMember(all, name.slice(prefix.length).split('.'), value), {});
};

const withMember = (object: JsonObject, [first = '', ...rest]: readonly string[], value: Json): JsonObject => {
  const before = memberOf(object, first);
  return { ...object, [first]: rest.length === 0 ? value : withMember(isObject(before) ? before : {}, rest, value) };
};

export const textsOf = (labels: JsonObject): { readonly [name: string]: string } =>
  Object.fromEntries(Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
