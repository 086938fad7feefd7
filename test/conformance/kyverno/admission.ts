import { isList, isObject, type JsonObject, stringAt } from '../../../lib/model/json.ts';
import { compileForeign } from '../../../lib/policy/foreign/compile.ts';
import type { ForeignPolicy, ForeignResult } from '../../../lib/policy/foreign/policy.ts';
import type { ForeignRequest } from '../../../lib/policy/foreign/request.ts';
import { clusterOf, inNamespace, nameOf, namespaceOf } from './cluster.ts';
import { type Expectation, testOf } from './expectation.ts';
import { stored } from './stored.ts';
import { merged } from './values.ts';

type Step = { readonly op: 'create' | 'update' | 'delete'; readonly resource: JsonObject; readonly expect: 'pass' | 'fail' };
type AdmissionCase = {
  readonly path: string;
  readonly policies: readonly JsonObject[];
  readonly setup?: readonly JsonObject[];
  readonly steps: readonly Step[];
};

export const isAdmissionCase = (line: unknown): line is AdmissionCase =>
  isObject(line) && isList(line['policies']) && isList(line['steps']) && typeof line['path'] === 'string';

/** Tests create what names no namespace in a fresh one, as the administrator. */
const fresh = 'chainsaw-fresh-one';
const administrator: ForeignRequest['requester'] = {
  username: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:masters', 'system:authenticated'],
  roles: [],
  clusterRoles: ['cluster-admin'],
};

const placed = (document: JsonObject): JsonObject =>
  namespacedPolicies.has(stringAt(document, 'kind') ?? '') ? inNamespace(document, fresh) : document;
const namespacedPolicies = new Set(['Policy', 'PolicyException', 'NamespacedValidatingPolicy']);

/** The steps of a test in their order; what was let in stands in the cluster from then on. */
export const admissionExpectations = ({ path, policies: documents, setup = [], steps }: AdmissionCase): readonly Expectation[] => {
  const { policies, problems } = compileForeign([...documents.map(placed), ...setup]);
  const cluster = setup.map((object) => inNamespace(object, fresh));
  return steps.map((step, index) => {
    const { op, expect } = step;
    const written = inNamespace(step.resource, fresh);
    const at = cluster.findIndex((each) => isSame(each, written));
    const held = cluster[at];
    // An update says what it changes.
    const sent = op === 'update' && held ? merged(held, written) : written;
    const object = stored(sent, held ?? null);
    const request = requestOf(op, object, held ?? null);
    const results = policies.flatMap((policy) => judged(policy, request, cluster));
    const got = problems.length > 0 ? `invalid: ${problems[0]?.pointer} ${problems[0]?.message}` : decisionOf(results);
    if (expect === 'pass' && op !== 'delete') cluster.splice(at === -1 ? cluster.length : at, 1, object);
    const name = `kyverno ${testOf(path)} ${index + 1} ${op} ${stringAt(object, 'kind')} ${nameOf(object)}`;
    return { name, expected: expect, got };
  });
};

type Judged = ForeignResult & { readonly failsClosed: boolean };

const judged = (policy: ForeignPolicy, request: ForeignRequest, cluster: readonly JsonObject[]): readonly Judged[] => {
  const closed = new Set(policy.rules.flatMap(({ name, failsClosed }) => (failsClosed ? [name] : [])));
  return policy.judge(request, clusterOf(cluster)).map((result) => ({ ...result, failsClosed: closed.has(result.rule) }));
};

const decisionOf = (results: readonly Judged[]): string => {
  if (results.some(({ kind, failsClosed }) => kind === 'fail' || (kind === 'error' && failsClosed))) return 'fail';
  const open = results.find(({ kind }) => kind === 'not-evaluated');
  return open ? `not-evaluated: ${open.message}` : 'pass';
};

const requestOf = (op: Step['op'], object: JsonObject, held: JsonObject | null): ForeignRequest => ({
  operation: op === 'create' ? 'CREATE' : op === 'update' ? 'UPDATE' : 'DELETE',
  object: op === 'delete' ? null : object,
  oldObject: op === 'create' ? null : (held ?? object),
  namespace: namespaceOf(object, fresh),
  requester: administrator,
});

const isSame = (a: JsonObject, b: JsonObject): boolean =>
  a['apiVersion'] === b['apiVersion'] &&
  a['kind'] === b['kind'] &&
  nameOf(a) === nameOf(b) &&
  namespaceOf(a, fresh) === namespaceOf(b, fresh);
