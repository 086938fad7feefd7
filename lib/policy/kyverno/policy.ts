import { isObject, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { aboutPolicy } from '../foreign/about.ts';
import type { ForeignPolicy } from '../foreign/policy.ts';
import type { Problem } from '../validating/problem.ts';
import { type PlacedRule, withGenerated } from './autogen/rules.ts';
import { withGlobalEntries } from './context/global.ts';
import { actionsOf } from './document/action.ts';
import type { Exception } from './exception/exception.ts';
import { type ActedRule, judgeRules } from './judge.ts';
import { compileRule } from './rule.ts';
import { celBody } from './validate/cel.ts';

type Beside = { readonly exceptions: readonly Exception[]; readonly supplied: readonly JsonObject[] };
type CompiledPolicy = { readonly policy: ForeignPolicy; readonly problems: readonly Problem[] };

/** One ClusterPolicy or Policy that has been checked. Rules that only change, make or clean up are passed over. */
export const compilePolicy = (document: JsonObject, beside: Beside): CompiledPolicy => {
  const spec = objectAt(document, 'spec');
  const about = aboutPolicy(document);
  const namespace = stringAt(document, 'kind') === 'Policy' ? about.namespace || 'default' : '';
  const written = listAt(spec, 'rules').filter(isObject);
  const placed = withGenerated(objectAt(document, 'metadata'), written).filter(({ rule }) => isJudged(rule));
  const compiled = placed.map((each) => compileActed(each, spec, namespace === '' ? about.name : `${namespace}/${about.name}`, beside));
  const rules = compiled.flatMap(({ rule }) => rule ?? []);
  const told = withGlobalEntries(beside.supplied);
  const failsClosed = stringAt(spec, 'failurePolicy') !== 'Ignore';
  const isOneEnough = stringAt(spec, 'applyRules') === 'One';
  const actions = new Map(rules.map((rule) => [rule.written, rule.actions.standing]));
  const policy: ForeignPolicy = {
    ...about,
    namespace,
    engine: 'kyverno',
    rules: [...actions].map(([name, action]) => ({ name, action, failsClosed })),
    judge: (request, surroundings) =>
      namespace !== '' && request.namespace !== namespace ? [] : judgeRules(rules, isOneEnough, request, told(surroundings)),
  };
  // What is made of a rule is wrong where the rule is, and it is told once.
  const problems = written.flatMap(
    (_rule, index) => compiled.find((each) => each.index === index && each.problems.length > 0)?.problems ?? [],
  );
  return { policy, problems };
};

const isJudged = (rule: JsonObject): boolean => isObject(memberOf(rule, 'validate')) || memberOf(rule, 'verifyImages') !== undefined;

type CompiledRule = { readonly index: number; readonly rule?: ActedRule; readonly problems: readonly Problem[] };

const compileActed = (placed: PlacedRule, spec: JsonObject, policy: string, { exceptions, supplied }: Beside): CompiledRule => {
  const cel = celBody(placed.rule, supplied);
  const { index } = placed;
  if (cel.kind === 'invalid')
    return { index, problems: cel.problems.map(({ pointer, message }) => ({ pointer: `/spec/rules/${index}${pointer}`, message })) };
  const actions = actionsOf(spec, placed.rule);
  const isEnforced = actions.standing === 'enforce';
  const rule = compileRule(placed, { policy, exceptions, cel: cel.kind === 'body' ? cel.body : undefined, isEnforced });
  return { index, rule: { ...rule, actions }, problems: [] };
};
