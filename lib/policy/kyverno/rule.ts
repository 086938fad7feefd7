import { type JsonObject, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';
import type { PlacedRule } from './autogen/rules.ts';
import { brokenBefore, mayStayBroken } from './before.ts';
import type { About, Body, Case } from './case.ts';
import { withEntries } from './context/entries.ts';
import { exceptedBy } from './exception/excepted.ts';
import type { Exception } from './exception/exception.ts';
import { extractedImages } from './image/extractor.ts';
import { type Judgement, notEvaluated } from './judgement.ts';
import type { Asked } from './match/asked.ts';
import { compileMatch, type Match } from './match/match.ts';
import { preconditionsOf } from './precondition.ts';
import { withMembers } from './query/scope.ts';
import { asksWho } from './requester.ts';
import { isSpent } from './scalar/budget.ts';
import { bodyOf } from './validate/form.table.ts';

/** A rule, compiled. `judge` is for what it matches; `asked` is what exceptions ask about. */
export type Rule = {
  readonly written: string;
  readonly matches: Match;
  judge(judged: Case, asked: Asked): Judgement | null;
};

/** What a rule is compiled with. `cel`: its body, where it is written in CEL; `isEnforced`: whether a failure denies. */
export type With = {
  readonly policy: string;
  readonly exceptions: readonly Exception[];
  readonly cel: Body | undefined;
  readonly isEnforced: boolean;
};

/** The steps of a rule in Kyverno's order: match, context, preconditions, exceptions, body, and on updates what was wrong before. */
export const compileRule = ({ name, written, rule }: PlacedRule, { policy, exceptions, cel, isEnforced }: With): Rule => {
  const validate = objectAt(rule, 'validate');
  const about = { policy, rule: written, message: stringAt(validate, 'message') ?? '' };
  const matches = compileMatch(memberOf(rule, 'match'), memberOf(rule, 'exclude'));
  const own = exceptions.filter((exception) => exception.isAbout(policy, name));
  const inContext = contextOf(rule, about);
  const preconditions = preconditionsOf(memberOf(rule, 'preconditions'));
  const body = cel ?? bodyOf(validate, about) ?? (memberOf(rule, 'verifyImages') ? unverified : empty);
  const staysBroken = isEnforced && mayStayBroken(validate);
  const isAboutRequester = asksWho(rule);

  const prior: Body = (earlier) => {
    const judged = inContext(earlier);
    return preconditions(judged.scope) ?? body(judged);
  };
  const judge = (sent: Case, asked: Asked): Judgement | null => {
    const judged = inContext(sent);
    const stopped = preconditions(judged.scope);
    if (stopped) return stopped;
    const excepted = exceptedBy(own, asked, judged.scope);
    if (excepted.skip) return excepted.skip;
    const judgement = body({ ...judged, exempt: excepted.exempt });
    if (judgement?.kind !== 'fail') return judgement;
    return (staysBroken ? brokenBefore(judged, matches, prior) : null) ?? excepted.doubt ?? judgement;
  };
  return {
    written,
    matches,
    judge: (judged, asked) => {
      const judgement = judge(judged, asked);
      if (isSpent(judged.scope.budget)) return { kind: 'error', message: 'the rule takes more steps than a policy may take' };
      const isOfNobody = judgement?.kind === 'error' && isAboutRequester && judged.request.requester === null;
      return isOfNobody ? notEvaluated(`nobody asks: ${judgement.message}`) : judgement;
    },
  };
};

/** What is judged with the rule's own variables. */
const contextOf = (rule: JsonObject, about: About): ((judged: Case) => Case) => {
  const entries = listAt(rule, 'context');
  const extractors = memberOf(rule, 'imageExtractors');
  return (judged) => {
    const images = extractors && extractedImages(extractors, judged.object, judged.scope);
    const scope = images ? withMembers(judged.scope, { images }) : judged.scope;
    return { ...judged, scope: withEntries(scope, entries, about, judged) };
  };
};

const unverified: Body = () => notEvaluated('signatures of images are not verified by this rule');
const empty: Body = () => notEvaluated('the rule has nothing to validate that is known');
