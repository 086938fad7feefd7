import { isList, isObject, type Json } from '../../../model/json.ts';
import { type Failure, failed, type Outcome, valued } from '../outcome.ts';
import { deeper, spend } from '../scalar/budget.ts';
import { compare } from './compare.ts';
import { type Argument, expressionArgument, jsonArgument } from './functions/argument.ts';
import { callFunction } from './functions/call.ts';
import type { Node, NodeOf } from './node.ts';
import { memberFor, settled } from './root.ts';
import type { QueryScope } from './scope.ts';
import { sliceOf } from './slice.ts';
import { isFalse } from './truth.ts';

/**
 * What a tree finds in a value. A key that an object does not have is `missing`; what asks by an operator takes that as null, a bare path does not.
 * Source: kyverno/go-jmespath, whose NotFoundError this is; the specification knows only null.
 */
export const evaluate = (node: Node, value: Json, scope: QueryScope): Outcome =>
  spend(scope.budget) ? (deeper(scope.budget, 1, () => evaluateNode(node, value, scope)) ?? tooDeep) : exhausted;

const evaluateNode = (node: Node, value: Json, scope: QueryScope): Outcome => {
  switch (node.kind) {
    case 'field':
      return memberFor(node.name, value, scope);
    case 'chain': {
      const left = evaluate(node.left, value, scope);
      return left.kind === 'value' ? evaluate(node.right, left.value, scope) : left;
    }
    case 'current':
      return valued(value);
    case 'literal':
      return valued(node.value);
    case 'index':
      return valued(isList(value) ? (value.at(node.index) ?? null) : null);
    case 'slice':
      return slice(node, value);
    case 'projection':
      return projection(node, value, scope);
    case 'values':
      return values(node, value, scope);
    case 'filter':
      return filter(node, value, scope);
    case 'flatten':
      return flatten(node, value, scope);
    case 'or': {
      const left = lenient(node.left, value, scope);
      return left.kind === 'value' && isFalse(left.value) ? lenient(node.right, value, scope) : left;
    }
    case 'and': {
      const left = lenient(node.left, value, scope);
      return left.kind === 'value' && !isFalse(left.value) ? evaluate(node.right, value, scope) : left;
    }
    case 'not': {
      const of = lenient(node.of, value, scope);
      return of.kind === 'value' ? valued(isFalse(of.value)) : of;
    }
    case 'pipe': {
      const left = lenient(node.left, value, scope);
      return left.kind === 'value' ? lenient(node.right, left.value, scope) : left;
    }
    case 'compare': {
      const left = given(node.left, value, scope);
      if (left.kind !== 'value') return left;
      const right = given(node.right, value, scope);
      return right.kind === 'value' ? valued(compare(node.comparison, left.value, right.value, scope.budget)) : right;
    }
    case 'list':
      return list(node, value, scope);
    case 'object':
      return object(node, value, scope);
    case 'call':
      return call(node, value, scope);
    case 'expression':
      return failed('an expression (&) can be an argument of a function and nothing else');
  }
};

const exhausted: Failure = failed('the evaluation takes more steps than a policy may take');

const tooDeep: Failure = failed('the query, and what it asks for, is nested too deep');

const nothing: Outcome = valued(null);

/** What is missing is null to the operator that asks. */
const lenient = (node: Node, value: Json, scope: QueryScope): Outcome => {
  const outcome = evaluate(node, value, scope);
  return outcome.kind === 'missing' ? nothing : outcome;
};

/** As `lenient`, for a value that is looked into or kept. */
const given = (node: Node, value: Json, scope: QueryScope): Outcome => settled(lenient(node, value, scope), scope);

/** What stands left of a filter, `[]` or `*`: go-jmespath takes any error there as null. What nobody supplied stays unknown. */
const tolerant = (node: Node, value: Json, scope: QueryScope): Outcome => {
  const outcome = evaluate(node, value, scope);
  return outcome.kind === 'missing' || outcome.kind === 'error' ? nothing : settled(outcome, scope);
};

const slice = (node: NodeOf<'slice'>, value: Json): Outcome => {
  if (!isList(value)) return nothing;
  const taken = sliceOf(value, node);
  return taken ? valued(taken) : failed('a slice cannot have a step of 0');
};

const projection = (node: NodeOf<'projection'>, value: Json, scope: QueryScope): Outcome => {
  const left = lenient(node.left, value, scope);
  if (left.kind !== 'value') return left;
  return isList(left.value) ? project(node.right, left.value, scope) : nothing;
};

const values = (node: NodeOf<'values'>, value: Json, scope: QueryScope): Outcome => {
  const left = tolerant(node.left, value, scope);
  if (left.kind !== 'value') return left;
  return isObject(left.value) ? project(node.right, Object.values(left.value), scope) : nothing;
};

/** Null results are left out. */
const project = (node: Node, items: readonly Json[], scope: QueryScope): Outcome => {
  const found: Json[] = [];
  for (const item of items) {
    const outcome = lenient(node, item, scope);
    if (outcome.kind !== 'value') return outcome;
    if (outcome.value !== null) found.push(outcome.value);
  }
  return valued(found);
};

const filter = (node: NodeOf<'filter'>, value: Json, scope: QueryScope): Outcome => {
  const left = tolerant(node.left, value, scope);
  if (left.kind !== 'value') return left;
  if (!isList(left.value)) return nothing;
  const kept: Json[] = [];
  for (const item of left.value) {
    const condition = lenient(node.condition, item, scope);
    if (condition.kind !== 'value') return condition;
    if (!isFalse(condition.value)) kept.push(item);
  }
  return project(node.right, kept, scope);
};

const flatten = (node: NodeOf<'flatten'>, value: Json, scope: QueryScope): Outcome => {
  const left = tolerant(node.of, value, scope);
  if (left.kind !== 'value') return left;
  if (!isList(left.value)) return nothing;
  const length = left.value.reduce<number>((sum, item) => sum + (isList(item) ? item.length : 1), 0);
  return spend(scope.budget, length) ? valued(left.value.flat()) : exhausted;
};

const list = (node: NodeOf<'list'>, value: Json, scope: QueryScope): Outcome => {
  if (value === null) return nothing;
  const items: Json[] = [];
  for (const item of node.items) {
    const outcome = given(item, value, scope);
    if (outcome.kind !== 'value') return outcome;
    items.push(outcome.value);
  }
  return valued(items);
};

const object = (node: NodeOf<'object'>, value: Json, scope: QueryScope): Outcome => {
  if (value === null) return nothing;
  const members: [string, Json][] = [];
  for (const member of node.members) {
    const outcome = given(member.value, value, scope);
    if (outcome.kind !== 'value') return outcome;
    members.push([member.key, outcome.value]);
  }
  return valued(Object.fromEntries(members));
};

const call = (node: NodeOf<'call'>, value: Json, scope: QueryScope): Outcome => {
  const taken: Argument[] = [];
  for (const argument of node.arguments) {
    if (argument.kind === 'expression') {
      taken.push(expressionArgument((item) => lenient(argument.of, item, scope)));
      continue;
    }
    const outcome = given(argument, value, scope);
    if (outcome.kind !== 'value') return outcome;
    taken.push(jsonArgument(outcome.value));
  }
  return callFunction(node.name, taken, scope);
};
