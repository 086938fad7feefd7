import type { Json } from '../../../model/json.ts';
import type { About, Body, Case } from '../case.ts';
import { fromFailure, type Judgement, passed } from '../judgement.ts';
import type { Outcome } from '../outcome.ts';
import { valued } from '../outcome.ts';
import { compilePattern } from '../pattern/compile.ts';
import type { Mismatch, Pattern, Place } from '../pattern/mismatch.ts';
import { mentionsVariables } from '../variable/mention.ts';
import { substitute } from '../variable/substitute.ts';
import { messageText } from './message.ts';

/** One pattern, or with `anyPattern` one of several. A pattern has nothing to say of what is deleted. */
export const patternBody = (pattern: Json, { message }: About): Body => {
  const patternFor = prepared(pattern);
  return laidBeside((judged) => {
    const found = patternFor(judged);
    if (found.kind !== 'value') return fromFailure(found);
    const mismatch = found.value(judged.part.value, judged.scope.budget);
    return mismatch ? fromMismatch(mismatch, message, judged) : passed();
  });
};

export const anyPatternBody = (patterns: readonly Json[], { message }: About): Body => {
  const each = patterns.map(prepared);
  return laidBeside((judged) => {
    const mismatches: Exclude<Mismatch, null>[] = [];
    const filled = each.map((patternFor) => patternFor(judged));
    // The variables of all are filled in first: one that is not there is an error though another pattern would match.
    const wrong = filled.find(({ kind }) => kind === 'error' || kind === 'missing');
    if (wrong && wrong.kind !== 'value') return fromFailure(wrong);
    for (const found of filled) {
      if (found.kind !== 'value') return fromFailure(found);
      const mismatch = found.value(judged.part.value, judged.scope.budget);
      if (mismatch === null) return passed();
      mismatches.push(mismatch);
    }
    const worst = mismatches.find(({ kind }) => kind === 'error') ?? mismatches.find(({ kind }) => kind === 'fail') ?? mismatches[0];
    return worst ? fromMismatch({ ...worst, also: [] }, message, judged) : passed();
  });
};

const laidBeside =
  (body: (judged: Case) => Judgement): Body =>
  (judged) =>
    judged.request.operation === 'DELETE' && judged.part.value === judged.object ? null : body(judged);

/** Compiled once where nothing in it varies. */
const prepared = (pattern: Json): ((judged: Case) => Outcome<Pattern>) => {
  if (!mentionsVariables(pattern)) {
    const compiled = valued(compilePattern(pattern));
    return () => compiled;
  }
  return ({ scope }) => {
    const outcome = substitute(pattern, scope);
    return outcome.kind === 'value' ? valued(compilePattern(outcome.value)) : outcome;
  };
};

const fromMismatch = (mismatch: Exclude<Mismatch, null>, message: string, { scope, part }: Case): Judgement => {
  const above = part.pointer();
  const placed = (each: Place): Place | { readonly message: string } =>
    above === undefined
      ? { message: each.message }
      : { message: `${above}${each.pointer}: ${each.message}`, pointer: above + each.pointer };
  const told = (each: Place) => {
    const place = placed(each);
    return { ...place, message: messageText(message, scope, place.message) };
  };
  if (mismatch.kind !== 'fail') return { kind: mismatch.kind, message: placed(mismatch).message };
  const also = mismatch.also?.map(told) ?? [];
  return { kind: 'fail', ...told(mismatch), ...(also.length > 0 && { also }) };
};
