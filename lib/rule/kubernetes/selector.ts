import { isList, isObject, type Json, listAt, memberOf, objectAt, stringAt } from '../../model/json.ts';

type Labels = { readonly [name: string]: string };

/** Whether a LabelSelector matches; an empty one matches everything. Source: metav1.LabelSelector. */
export const matchesLabels = (selector: Json | undefined, labels: Labels): boolean =>
  isObject(selector) &&
  // Other fields would be a map of labels written where a LabelSelector belongs; the API server refuses it.
  Object.keys(selector).every((key) => key === 'matchLabels' || key === 'matchExpressions') &&
  hasLabels(objectAt(selector, 'matchLabels'), labels) &&
  listAt(selector, 'matchExpressions').every((expression) => matchesExpression(expression, labels));

/** Whether every label of a plain map is there with its value. */
export const hasLabels = (wanted: Json | undefined, labels: Labels): boolean =>
  isObject(wanted) && Object.entries(wanted).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value);

const matchesExpression = (expression: Json, labels: Labels): boolean => {
  const key = stringAt(expression, 'key') ?? '';
  const held = memberOf(expression, 'values');
  const values: readonly Json[] = isList(held) ? held : [];
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (memberOf(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
};

export const isEmptySelector = (selector: Json | undefined): boolean =>
  isObject(selector) && Object.keys(objectAt(selector, 'matchLabels')).length === 0 && listAt(selector, 'matchExpressions').length === 0;
