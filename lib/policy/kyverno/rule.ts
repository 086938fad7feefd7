import { booleanAt, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import type { PlacedRule } from './autogen/rules.ts';
import { brokenBefore } from './before.ts';
import type { Body, Case } from './case.ts';
import { withEntries } from './context/entries.ts';
import { exceptedBy } from './exception/excepted.ts';
import type { Exception } from './exception/exception.ts';
import { type Judgement, notEvaluated } from './judgement.ts';
import { some } from './match/answer.ts';
import type { Asked } from './match/asked.ts';
import { compileMatch } from './match/match.ts';
import { preconditionsOf } from './precondition.ts';
import { asksWho } from './requester.ts';
import { isSpent } from './scalar/budget.ts';
import { bodyOf } from './validate/form.table.ts';

/** A rule, compiled. `asked`: the objects of the request that it may be about, the new one first. */
export type Rule = {
  readonly name: string;
  readonly written: string;
  judge(judged: Case, asked: readonly Asked[]): Judgement | null;
};

/** The steps of a rule in Kyverno's order: match, exceptions, preconditions, body, and on updates what was wrong before. */
export const compileRule = ({ name, written, rule }: PlacedRule, policy: string, exceptions: readonly Exception[], cel?: Body): Rule => {
  const matches = compileMatch(memberOf(rule, 'match'), memberOf(rule, 'exclude'));
  const own = exceptions.filter((exception) => exception.isAbout(policy, name));
  const preconditions = preconditionsOf(memberOf(rule, 'preconditions'));
  const entries = listAt(rule, 'context');
  const validate = objectAt(rule, 'validate');
  const about = { policy, rule: written, message: stringAt(validate, 'message') ?? '' };
  const body = cel ?? bodyOf(validate, about) ?? unjudged;
  const isAboutRequester = asksWho(rule);
  const mayStayBroken = booleanAt(validate, 'allowExistingViolations') !== false && formsOfState.some((form) => memberOf(validate, form));

  const bodied = (judged: Case): Judgement | null => {
    const scoped = { ...judged, scope: withEntries(judged.scope, entries, about, judged) };
    return preconditions(scoped.scope) ?? body(scoped);
  };
  const judge = (judged: Case, asked: readonly Asked[]): Judgement | null => {
    const [first] = asked;
    const matched = some(asked, matches);
    if (!first || matched.kind === 'no') return null;
    if (matched.kind === 'unknown') return notEvaluated(matched.reason);
    const excepted = exceptedBy(own, first, judged.scope);
    if (excepted.skip) return excepted.skip;
    const found = { ...judged, exempt: excepted.exempt };
    const judgement = bodied(found);
    if (judgement?.kind !== 'fail') return judgement;
    return (mayStayBroken ? brokenBefore(found, bodied) : null) ?? excepted.doubt ?? judgement;
  };
  return {
    name,
    written,
    judge: (judged, asked) => {
      const judgement = judge(judged, asked);
      if (isSpent(judged.scope.budget)) return { kind: 'error', message: 'the rule takes more steps than a policy may take' };
      const isOfNobody = judgement?.kind === 'error' && isAboutRequester && judged.request.requester === null;
      return isOfNobody ? notEvaluated(`nobody asks: ${judgement.message}`) : judgement;
    },
  };
};

// What asks of the object alone; the others may ask how it changes. Source: Kyverno, validate_resource.go and validate_pss.go.
const formsOfState = ['pattern', 'anyPattern', 'podSecurity'];

const unjudged: Body = () => notEvaluated('signatures of images are not verified by this rule');
