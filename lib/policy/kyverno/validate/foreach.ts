import { booleanAt, isList, isObject, type Json, type JsonObject, listAt, memberOf, stringAt } from '../../../model/json.ts';
import type { About, Body, Case, Part } from '../case.ts';
import { withEntries } from '../context/entries.ts';
import { fromFailure, type Judgement, passed, skip } from '../judgement.ts';
import { preconditionsOf } from '../precondition.ts';
import { compileQuery } from '../query/compile.ts';
import { type QueryScope, withMembers } from '../query/scope.ts';
import { type Budget, spend } from '../scalar/budget.ts';
import { pointerTo } from './pointer-to.ts';

type CompileBody = (holder: JsonObject, about: About, nesting: number) => Body | undefined;

/** Each element of each list is judged by its own body, context and preconditions. Source: Kyverno, "Validate Rules", foreach. */
export const foreachBody = (loops: Json, about: About, compile: CompileBody, nesting: number): Body => {
  const each = (isList(loops) ? loops : []).filter(isObject).map((loop) => loopBody(loop, about, compile, nesting));
  return (judged) => {
    let asked = 0;
    let open: Judgement | undefined;
    let wrong: Judgement | undefined;
    for (const loop of each) {
      const result = loop(judged);
      asked += result.asked;
      wrong ??= result.wrongList;
      if (result.judgement?.kind === 'not-evaluated') open ??= result.judgement;
      else if (result.judgement) return result.judgement;
    }
    if (asked > 0 || open) return open ?? passed();
    return wrong ?? skip('no element of the lists is what the rule is about');
  };
};

/**
 * `judgement`: what ends the rule. `asked`: how many elements the body said something of. `wrongList`: the list cannot be evaluated, which counts where
 * nothing else is said.
 */
type Looped = { readonly asked: number; readonly judgement?: Judgement; readonly wrongList?: Judgement };

const loopBody = (loop: JsonObject, about: About, compile: CompileBody, nesting: number): ((judged: Case) => Looped) => {
  const list = stringAt(loop, 'list') ?? '';
  const query = compileQuery(list);
  const elementBody = oneElement(loop, about, compile, nesting);
  return (judged) => {
    if (query.kind !== 'query') return { asked: 0, judgement: { kind: 'error', message: `list: ${query.message}` } };
    const outcome = query.query.search(judged.scope);
    if (outcome.kind === 'unknown') return { asked: 0, judgement: fromFailure(outcome) };
    // A list that is not there has no elements.
    if (outcome.kind === 'missing') return { asked: 0 };
    if (outcome.kind === 'error') return { asked: 0, wrongList: fromFailure(outcome) };
    const elements = isList(outcome.value) ? outcome.value : [outcome.value];
    return overElements(elements, judged.scope.budget, (element, index) => elementBody(judged, element, index));
  };
};

/** A scope and a body for each. */
const stepsOfElement = 10;

/** The first that fails, or is an error, decides; of those that fail every one is told. */
const overElements = (elements: readonly Json[], budget: Budget, judge: (element: Json, index: number) => Judgement | null): Looped => {
  let asked = 0;
  let open: Judgement | undefined;
  let failed: Judgement | undefined;
  for (const [index, element] of elements.entries()) {
    if (!spend(budget, stepsOfElement)) return { asked, judgement: { kind: 'error', message: 'the loops take too many steps' } };
    const judgement = element === null ? null : judge(element, index);
    if (judgement === null || judgement.kind === 'skip') continue;
    if (judgement.kind === 'pass') asked += 1;
    else if (judgement.kind === 'not-evaluated') open ??= judgement;
    else if (judgement.kind === 'fail') failed = failed ? withAlso(failed, judgement) : judgement;
    else if (!failed) return { asked, judgement };
  }
  const judgement = failed ?? open;
  return judgement ? { asked, judgement } : { asked };
};

const mostTold = 50;

const withAlso = (first: Judgement, { message, pointer, also = [] }: Judgement): Judgement => {
  const told = [...(first.also ?? []), { message, ...(pointer !== undefined && { pointer }) }, ...also];
  return { ...first, also: told.slice(0, mostTold) };
};

const oneElement = (loop: JsonObject, about: About, compile: CompileBody, nesting: number) => {
  const body = compile(loop, about, nesting + 1);
  const preconditions = preconditionsOf(memberOf(loop, 'preconditions'));
  const entries = listAt(loop, 'context');
  const isScoped = booleanAt(loop, 'elementScope');
  return (judged: Case, element: Json, index: number): Judgement | null => {
    if (isScoped && !isObject(element)) return { kind: 'error', message: 'elementScope is for elements that are maps' };
    const scope = withEntries(withElement(judged.scope, element, index, nesting), entries, about, judged);
    const part = isObject(element) && isScoped !== false ? elementOf(judged.object, element) : judged.part;
    const stopped = preconditions(scope);
    // Kyverno passes over an element whose preconditions cannot be evaluated. Source: pkg/engine/handlers/validation, validateElements.
    if (stopped) return stopped.kind === 'error' ? null : stopped;
    return body?.({ ...judged, scope, part }) ?? null;
  };
};

const elementOf = (object: JsonObject, element: JsonObject): Part => ({ value: element, pointer: () => pointerTo(object, element) });

const withElement = (scope: QueryScope, element: Json, index: number, nesting: number): QueryScope =>
  withMembers(scope, { element, elementIndex: index, [`element${nesting}`]: element, [`elementIndex${nesting}`]: index });
