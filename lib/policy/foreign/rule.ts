import type { ManifestObject } from '../../manifest/object.ts';
import type { JsonObject } from '../../model/json.ts';
import { workloadsOf } from '../../rule/place.ts';
import { type Change, notEvaluated, problem, type Rule, type Statement } from '../../rule/rule.ts';
import { requestOf } from './ask.ts';
import { ruleId } from './id.ts';
import { type Near, nearOf } from './near.ts';
import type { ForeignPolicy, ForeignResult } from './policy.ts';
import { rolesOf } from './roles.ts';
import { wordsOf } from './words.ts';

/** A foreign policy has no words for what each of its rules weighs. */
const defaultSeverity = 'medium';

/** What all of them have alike: none has words of ours. */
export const foreignRule = {
  aliases: [],
  remediation: '',
  reference: '',
  category: 'admission',
  alone: true,
} as const;

/** The rules of a foreign policy as rules like ours. `beside`: objects that stand among the policies, for those that ask for some. */
export const foreignRules = (policy: ForeignPolicy, beside: readonly JsonObject[]): readonly Rule[] => {
  const resultsOf = judged(policy, beside);
  return policy.rules.map(
    ({ name, failsClosed }): Rule => ({
      id: ruleId(policy, name),
      title: policy.rules.length === 1 ? policy.title || policy.name : `${policy.title || policy.name}: ${name}`,
      severity: policy.severity ?? defaultSeverity,
      severityReason: policy.description || `${originOf(policy)} ${policy.name}.`,
      ...foreignRule,
      on: 'object',
      kinds: ['*'],
      *check({ object }, { change }) {
        const own = resultsOf(object, change).filter(({ rule }) => rule === name);
        yield* statementsOf(own, failsClosed, object, change);
      },
    }),
  );
};

const originOf = ({ engine }: ForeignPolicy): string => (engine === 'kyverno' ? "Kyverno's policy" : 'The ValidatingAdmissionPolicy');

type Results = (object: ManifestObject, change: Change) => readonly ForeignResult[];

type Answered = { object: ManifestObject | null; results: readonly ForeignResult[]; isExhausted: boolean };

/** A policy answers for all its rules at once, and is asked for each of them, one object after the other. */
const judged = (policy: ForeignPolicy, beside: readonly JsonObject[]): Results => {
  const changes = new WeakMap<Change, Answered>();
  return (object, change) => {
    const last = changes.get(change) ?? { object: null, results: [], isExhausted: false };
    changes.set(change, last);
    if (last.object === object) return last.results;
    const near = nearOf(change, beside);
    const { allowance } = near.surroundings;
    last.object = object;
    if (allowance.steps > 0) {
      last.results = judge(policy, near, object, change);
      allowance.steps -= stepsOfQuestion + stepsOfFinding * last.results.filter(({ kind }) => kind !== 'pass' && kind !== 'skip').length;
    } else {
      // Told once, and not of every object that is left: there may be thousands, for thousands of policies.
      last.results = last.isExhausted ? [] : policy.rules.map(({ name }) => ({ rule: name, kind: 'error', message: exhausted }));
      last.isExhausted = true;
    }
    return last.results;
  };
};

/** Of looking whether a policy is about an object, and of a finding, which is kept. */
const stepsOfQuestion = 5;
const stepsOfFinding = 50;
const exhausted = 'from here on nothing is judged by it: the policies take more steps than those of one change may';

const judge = (policy: ForeignPolicy, { known, surroundings }: Near, object: ManifestObject, change: Change): readonly ForeignResult[] => {
  const request = requestOf(object, change);
  const { requester } = request;
  if (!requester) return policy.judge(request, surroundings);
  const bound = rolesOf(known, requester.username, requester.groups);
  const roles = [...new Set([...requester.roles, ...bound.roles])];
  const clusterRoles = [...new Set([...requester.clusterRoles, ...bound.clusterRoles])];
  return policy.judge({ ...request, requester: { ...requester, roles, clusterRoles } }, surroundings);
};

/** A policy that cannot be evaluated refuses where it fails closed; elsewhere nothing is known. */
function* statementsOf(
  results: readonly ForeignResult[],
  failsClosed: boolean,
  object: ManifestObject,
  change: Change,
): Generator<Statement> {
  const counts = new Map<string, number>();
  for (const { kind, message: said, pointer = '', action } of results) {
    if (kind === 'pass' || kind === 'skip') continue;
    const message = wordsOf(said, object, change.previous?.objects[0]);
    if (kind === 'not-evaluated' || (kind === 'error' && !failsClosed)) {
      yield notEvaluated(message);
      continue;
    }
    // Several messages about one place are told apart by their number, since their words may change with what is judged.
    const count = counts.get(pointer) ?? 0;
    counts.set(pointer, count + 1);
    const container = containerAt(pointer, object, change);
    yield problem(kind === 'error' ? `cannot be evaluated, and the policy fails closed: ${message}` : message, {
      pointer,
      ...(container !== undefined && { container }),
      ...(action && { mode: action }),
      ...(count > 0 && { discriminator: String(count) }),
    });
  }
}

const containerAt = (pointer: string, object: ManifestObject, change: Change): string | undefined =>
  workloadsOf(object, change)
    .flatMap(({ containers }) => containers)
    .find((one) => pointer === one.pointer || pointer.startsWith(`${one.pointer}/`))?.name;
