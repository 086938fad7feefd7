import { isList, type Json } from '../../../model/json.ts';
import { type Wildcard, wildcard } from '../wildcard.ts';
import { type Answer, answer } from './answer.ts';
import type { Asked } from './asked.ts';
import { kindSelector, matchesKind } from './kind-selector.ts';
import { pairsTest, selectorTest } from './selector.ts';
import { subjectTest } from './subject.ts';

export type Attribute = (asked: Asked) => Answer;

const texts = (value: Json): readonly string[] => (isList(value) ? value : [value]).filter((each) => typeof each === 'string');

const oneOf = (value: Json, read: (asked: Asked) => string): Attribute => {
  const wanted: readonly Wildcard[] = texts(value).map(wildcard);
  return (asked) => answer(wanted.some((each) => each.matches(read(asked))));
};

/** Attributes of `resources`. All that are written have to hold, each by one of its list. */
export const resourceAttributes: { readonly [member: string]: (value: Json) => Attribute } = {
  kinds: (value) => {
    const selectors = texts(value).flatMap((text) => kindSelector(text) ?? []);
    return (asked) => answer(selectors.some((selector) => matchesKind(selector, asked)));
  },
  name: (value) => oneOf(value, ({ name }) => name),
  names: (value) => oneOf(value, ({ name }) => name),
  namespaces: (value) => oneOf(value, ({ namespace }) => namespace),
  annotations: (value) => {
    const holds = pairsTest(value);
    return ({ annotations }) => answer(holds(annotations));
  },
  selector: (value) => {
    const holds = selectorTest(value);
    return ({ labels }) => answer(holds(labels));
  },
  namespaceSelector: (value) => {
    const holds = selectorTest(value);
    return (asked) => {
      if (asked.kind === 'Namespace') return answer(false);
      const labels = asked.namespaceLabels();
      return labels ? answer(holds(labels)) : { kind: 'unknown', reason: `the labels of the namespace ${asked.namespace} are not known` };
    };
  },
  operations: (value) => {
    const wanted = new Set(texts(value));
    return ({ operation }) => answer(wanted.has(operation));
  },
};

/** Attributes beside `resources`: who asks. Nobody is none of them. */
export const requesterAttributes: { readonly [member: string]: (value: Json) => Attribute } = {
  subjects: (value) => {
    const tests = isList(value) ? value.map(subjectTest) : [];
    return ({ requester }) => answer(requester !== null && tests.some((holds) => holds(requester)));
  },
  roles: (value) => heldRoles(value, ({ requester }) => requester?.roles ?? []),
  clusterRoles: (value) => heldRoles(value, ({ requester }) => requester?.clusterRoles ?? []),
};

const heldRoles = (value: Json, read: (asked: Asked) => readonly string[]): Attribute => {
  const wanted = new Set(texts(value));
  return (asked) => answer(read(asked).some((role) => wanted.has(role)));
};
