import type { LabelSelector } from '../document/match-resources.ts';

export type Labels = { readonly [name: string]: string };

/** `keys`: every label it asks for. An empty selector selects everything. Source: metav1.LabelSelector. */
export type Selector = { readonly keys: readonly string[]; selects(labels: Labels): boolean };

export const compileSelector = (selector: LabelSelector | null | undefined): Selector => {
  const wanted = Object.entries(selector?.matchLabels ?? {});
  const tests = selector?.matchExpressions ?? [];
  return {
    keys: [...wanted.map(([key]) => key), ...tests.map(({ key }) => key)],
    selects: (labels) => wanted.every(([key, value]) => labelOf(labels, key) === value) && tests.every((test) => holds(test, labels)),
  };
};

type Test = NonNullable<LabelSelector['matchExpressions']>[number];

const holds = ({ key, operator, values }: Test, labels: Labels): boolean => {
  const label = labelOf(labels, key);
  const isListed = label !== undefined && (values ?? []).includes(label);
  switch (operator) {
    case 'In':
      return isListed;
    case 'NotIn':
      return !isListed;
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
  }
};

const labelOf = (labels: Labels, key: string): string | undefined => (Object.hasOwn(labels, key) ? labels[key] : undefined);
