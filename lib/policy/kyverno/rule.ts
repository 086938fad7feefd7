import { booleanAt, type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import type { PlacedRule } from './autogen/rules.ts';
import { brokenBefore } from './before.ts';
import type { About, Body, Case } from './case.ts';
import { withEntries } from './context/entries.ts';
import { exceptedBy } from './exception/excepted.ts';
import type { Exception } from './exception/exception.ts';
import { extractedImages } from './image/extractor.ts';
import { type Judgement, notEvaluated } from './judgement.ts';
import type { Asked } from './match/asked.ts';
import { compileMatch, type Match } from './match/match.ts';
import { preconditionsOf } from './precondition.ts';
import { type QueryScope, withMembers } from './query/scope.ts';
import { asksWho } from './requester.ts';
import { isSpent } from './scalar/budget.ts';
import { bodyOf } from './validate/form.table.ts';

/** A rule, compiled. `judge` is for what it matches; `asked` is what exceptions ask about. */
export type Rule = {
  readonly written: string;
  readonly matches: Match;
  judge(judged: Case, asked: Asked): Judgement | null;
};

/** The steps of a rule in Kyverno's order: match, exceptions, context and preconditions, body, and on updates what was wrong before. */
export const compileRule = ({ name, written, rule }: PlacedRule, policy: string, exceptions: readonly Exception[], cel?: Body): Rule => {
  const own = exceptions.filter((exception) => exception.isAbout(policy, name));
  const body = inContext(rule, { policy, rule: written, message: stringAt(memberOf(rule, 'validate'), 'message') ?? '' }, cel);
  const mayStayBroken = leavesBroken(objectAt(rule, 'validate'));
  const isAboutRequester = asksWho(rule);

  const judge = (judged: Case, asked: Asked): Judgement | null => {
    const excepted = exceptedBy(own, asked, judged.scope);
    if (excepted.skip) return excepted.skip;
    const left = { ...judged, exempt: excepted.exempt };
    const judgement = body(left);
    if (judgement?.kind !== 'fail') return judgement;
    return (mayStayBroken ? brokenBefore(left, body) : null) ?? excepted.doubt ?? judgement;
  };
  return {
    written,
    matches: compileMatch(memberOf(rule, 'match'), memberOf(rule, 'exclude')),
    judge: (judged, asked) => {
      const judgement = judge(judged, asked);
      if (isSpent(judged.scope.budget)) return { kind: 'error', message: 'the rule takes more steps than a policy may take' };
      const isOfNobody = judgement?.kind === 'error' && isAboutRequester && judged.request.requester === null;
      return isOfNobody ? notEvaluated(`nobody asks: ${judgement.message}`) : judgement;
    },
  };
};

/** The body with the rule's own variables, where its preconditions hold. */
const inContext = (rule: JsonObject, about: About, cel: Body | undefined): Body => {
  const preconditions = preconditionsOf(memberOf(rule, 'preconditions'));
  const entries = listAt(rule, 'context');
  const extractors = memberOf(rule, 'imageExtractors');
  const withImages = ({ scope, object }: Case): QueryScope => {
    const images = extractors && extractedImages(extractors, object, scope);
    return images ? withMembers(scope, { images }) : scope;
  };
  const body = cel ?? bodyOf(objectAt(rule, 'validate'), about) ?? (memberOf(rule, 'verifyImages') ? unverified : empty);
  return (judged) => {
    const scope = withEntries(withImages(judged), entries, about, judged);
    return preconditions(scope) ?? body({ ...judged, scope });
  };
};

const unverified: Body = () => notEvaluated('signatures of images are not verified by this rule');
const empty: Body = () => notEvaluated('the rule has nothing to validate that is known');

// What asks of the object alone; the others may ask how it changes. Source: Kyverno, validate_resource.go and validate_pss.go.
const formsOfState = ['pattern', 'anyPattern', 'podSecurity'];

const leavesBroken = (validate: JsonObject): boolean =>
  booleanAt(validate, 'allowExistingViolations') !== false && formsOfState.some((form) => memberOf(validate, form) !== undefined);
