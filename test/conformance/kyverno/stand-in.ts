import { operations } from '../../../lib/model/admission.ts';
import { isObject, type Json, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../../lib/model/json.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import type { ForeignSurroundings } from '../../../lib/policy/foreign/surroundings.ts';
import type { CliCase } from './cli.ts';
import { clusterOf, nameOf, namespaceOf, texts } from './cluster.ts';
import { merged, nested, rowFor } from './values.ts';

type StandIn = { readonly request: ForeignRequest; readonly surroundings: ForeignSurroundings };

/** What the command line's files say in place of a cluster, for one object and one policy. */
export const standInFor = (cliCase: CliCase, policy: string, object: JsonObject): StandIn => {
  const { values } = cliCase;
  const ofObject = nested([memberOf(values, 'globalValues'), valuesOf(values, policy, 'resources', nameOf(object))]);
  const ofRules = listAt(rowFor(values, 'policies', policy), 'rules').map((rule) => nested([memberOf(rule, 'values')]));
  const set = objectAt(nested([ofObject, ...ofRules]), 'request');
  const operation = operations.find((each) => each === stringAt(set, 'operation')) ?? 'CREATE';
  const judged = merged(object, objectAt(set, 'object'));
  return {
    request: {
      operation,
      object: operation === 'DELETE' ? null : judged,
      oldObject: operation === 'DELETE' ? judged : null,
      namespace: stringAt(set, 'namespace') ?? namespaceOf(object, 'default'),
      requester: requesterOf(cliCase, set),
    },
    surroundings: surroundingsOf(cliCase, ofObject),
  };
};

const valuesOf = (values: JsonObject | undefined, policy: string, list: string, name: string): Json | undefined =>
  memberOf(rowFor(rowFor(values, 'policies', policy), list, name), 'values');

const requesterOf = ({ userinfo }: CliCase, set: JsonObject): ForeignRequest['requester'] => {
  const who = objectAt(userinfo, 'userInfo');
  const told = Object.keys(who).length > 0 ? who : objectAt(set, 'userInfo');
  const list = (value: Json | undefined, key: string) => listAt(value, key).map(String);
  if (Object.keys(told).length === 0 && !userinfo) return null;
  return {
    username: stringAt(told, 'username') ?? '',
    groups: list(told, 'groups'),
    roles: list(userinfo, 'roles'),
    clusterRoles: list(userinfo, 'clusterRoles'),
  };
};

const surroundingsOf = (cliCase: CliCase, ofObject: JsonObject): ForeignSurroundings => {
  const { values, context } = cliCase;
  const objects = [
    ...listAt(context, 'resources'),
    ...listAt(values, 'namespaces').map((each) => (isObject(each) ? { ...each, kind: 'Namespace' } : each)),
    ...(cliCase.clusterResources ?? []),
    ...(cliCase.paramResources ?? []),
  ].filter(isObject);
  const cluster = clusterOf(objects);
  const asked = new Map<string, number>();
  return {
    ...cluster,
    // A ConfigMap or a list that is not in the files is not known, as there is no cluster.
    list: (...key) => (cluster.list(...key)?.length ? cluster.list(...key) : undefined),
    namespaceLabels: (namespace) => {
      const row = listAt(values, 'namespaceSelector').find((each) => stringAt(each, 'name') === namespace);
      return row ? texts(memberOf(row, 'labels')) : cluster.namespaceLabels(namespace);
    },
    call: (method, url) => {
      const row = cliCase.apiCallResponses?.find((each) => each['url'] === url && (each['method'] ?? 'GET') === method);
      return memberOf(memberOf(row, 'response'), 'body');
    },
    globalEntry: (name) => entryOf(cliCase.globalContextEntries?.find((each) => each['name'] === name)),
    imageData: (reference) => imageIn(context, reference),
    variable: (policy, rule, name) => {
      const ofRule = rowFor(rowFor(values, 'policies', policy), 'rules', rule);
      const each = listAt(memberOf(ofRule, 'foreachValues'), name);
      const turn = asked.get(name) ?? 0;
      asked.set(name, turn + 1);
      return each[turn] ?? memberOf(nested([ofObject, memberOf(ofRule, 'values')]), name);
    },
  };
};

/** What an entry holds, its projections beside it. */
const entryOf = (row: JsonObject | undefined): Json | undefined => {
  const data = memberOf(row, 'data');
  if (!isObject(data)) return data;
  const projected = listAt(row, 'projections').map((each): [string, Json] => [
    stringAt(each, 'name') ?? '',
    memberOf(data, stringAt(each, 'path') ?? '') ?? null,
  ]);
  return { ...data, ...Object.fromEntries(projected) };
};

const imageIn = (context: JsonObject | undefined, reference: string): Json | undefined => {
  const row = listAt(context, 'images').find((each) => stringAt(each, 'image') === reference);
  return row === undefined ? undefined : { ...objectAt({ row }, 'row'), configData: memberOf(row, 'config') ?? {} };
};
